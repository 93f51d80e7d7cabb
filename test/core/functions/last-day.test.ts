import { date, dateAdd, lastDay, now, source, timestamp, view } from 'kerros'
import { compileSql, given, runModel } from 'kerros/testing'
import { expect, it } from 'vitest'

const raw = source('raw', { t: { at: timestamp(), day: date() } })

it('lastDay gives the last day of a week, month, quarter or year, of a timestamp and of a date', async () => {
  const m = view({ t: raw.t }, (db) =>
    db
      .selectFrom('t')
      .select((eb) => [
        lastDay(eb.ref('t.at')).as('month'),
        lastDay(eb.ref('t.at'), 'week').as('week'),
        lastDay(eb.ref('t.at'), 'quarter').as('quarter'),
        lastDay(eb.ref('t.day'), 'year').as('year'),
      ]),
  )
  const rows = await runModel(m, [
    given(raw.t, [
      { at: new Date('2024-02-29T23:59:59Z'), day: '2024-02-29' },
      { at: new Date('2023-12-31T00:00:00Z'), day: '2023-12-31' },
      { at: new Date('2024-01-01T00:00:00Z'), day: '2024-01-01' },
    ]),
  ])
  expect(rows).toEqual([
    { month: '2023-12-31', week: '2023-12-31', quarter: '2023-12-31', year: '2023-12-31' },
    { month: '2024-01-31', week: '2024-01-07', quarter: '2024-03-31', year: '2024-12-31' },
    { month: '2024-02-29', week: '2024-03-03', quarter: '2024-03-31', year: '2024-12-31' },
  ])
  expect(() => lastDay(raw as never, 'day' as never)).toThrow('lastDay does not know the part "day"')
})

it('now() is the same in every test run, and is the time that a test says', async () => {
  const m = view({ t: raw.t }, (db) =>
    db.selectFrom('t').select(() => [now().as('now'), dateAdd('day', -1, now()).as('before')]),
  )
  const rows = [given(raw.t, [{ at: new Date(0), day: '1970-01-01' }])]
  expect(await runModel(m, rows)).toEqual([
    { now: new Date('2024-01-01T00:00:00Z'), before: new Date('2023-12-31T00:00:00Z') },
  ])
  const at = new Date('2026-02-03T04:05:06.789Z')
  expect(await runModel(m, rows, { now: at })).toEqual([{ now: at, before: new Date('2026-02-02T04:05:06.789Z') }])
  expect(compileSql(m, { dialect: 'snowflake', now: at })).toContain('2026-02-03 04:05:06.789')
})
