import { createHash } from 'node:crypto'
import { date, ephemeral, incremental, integer, snapshot, source, table, timestamp, varchar, view } from 'kerros'
import { beforeEach, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

interface Visit {
  readonly id: number
  readonly at: Date | null
  readonly place: string | null
  readonly guest: number | null
}

const HOUR = 3_600_000

const columns = {
  id: integer(),
  came_at: timestamp().nullable(),
  on_day: date().nullable(),
  place: varchar().nullable(),
  guest: integer().nullable(),
}

/** One source for each way to choose its rows. */
const { by_time, by_day, by_guest, by_place, by_both, whole } = source(
  'inn',
  { by_time: columns, by_day: columns, by_guest: columns, by_place: columns, by_both: columns, whole: columns },
  {
    tables: {
      by_time: { eventTime: 'came_at' },
      by_day: { eventTime: 'on_day' },
      by_guest: { sampleKey: 'guest' },
      by_place: { sampleKey: 'place' },
      by_both: { eventTime: 'came_at', sampleKey: 'guest' },
    },
  },
)
const inn = { by_time, by_day, by_guest, by_place, by_both, whole }

const { byTime, byDay, byGuest, byPlace, byBoth } = {
  byTime: table({ i: by_time }, (db) => db.selectFrom('i').select('i.id')),
  byDay: table({ i: by_day }, (db) => db.selectFrom('i').select('i.id')),
  byGuest: table({ i: by_guest }, (db) => db.selectFrom('i').select('i.id')),
  byPlace: table({ i: by_place }, (db) => db.selectFrom('i').select('i.id')),
  byBoth: table({ i: by_both }, (db) => db.selectFrom('i').select('i.id')),
}
const unchosen = table({ i: whole }, (db) => db.selectFrom('i').select('i.id'))
const models = { byTime, byDay, byGuest, byPlace, byBoth, unchosen }

/** What docs/selectors.md says of a sample, over rows. */
interface Oracle {
  readonly window?: { readonly start: Date; readonly end: Date }
  readonly share?: number
}

const midnight = (at: Date): Date => new Date(Math.floor(at.getTime() / (24 * HOUR)) * 24 * HOUR)

function sampled(rows: readonly Visit[], { window, share }: Oracle): { readonly [N in keyof typeof models]: number[] } {
  const isIn = (at: Date | null) => !window || (at !== null && at >= window.start && at < window.end)
  const isChosen = (key: string | number | null) => {
    if (share === undefined || key === null) return true
    const digits = createHash('md5').update(String(key)).digest('hex').slice(0, 8)
    return Number.parseInt(digits, 16) < Math.floor(share * 2 ** 32)
  }
  const ids = (isRead: (row: Visit) => boolean) => rows.filter(isRead).map(({ id }) => id)
  return {
    byTime: ids(({ at }) => isIn(at)),
    byDay: ids(({ at }) => isIn(at && midnight(at))),
    byGuest: ids(({ guest }) => isChosen(guest)),
    byPlace: ids(({ place }) => isChosen(place)),
    byBoth: ids(({ at, guest }) => isIn(at) && isChosen(guest)),
    unchosen: ids(() => true),
  }
}

const text = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ')

/** What every engine builds of some of the rows that it reads. */
export function sampleSuite(engine: EngineUnderTest): void {
  contractSuite('samples', engine, () => {
    let project: ScratchProject

    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      return () => project.remove()
    })

    const write = async (rows: readonly Visit[], tables = Object.keys(inn)) => {
      const values = rows.map(({ id, at, place, guest }) => {
        const time = at ? `cast('${text(at)}' as timestamp)` : 'cast(null as timestamp)'
        return `(${id}, ${time}, cast(${time} as date), ${place === null ? 'null' : `'${place}'`}, ${guest ?? 'null'})`
      })
      await project.execute(
        'create schema if not exists inn',
        ...tables.flatMap((name) => [
          `create or replace table inn.${name} (id integer, came_at timestamp, on_day date, place varchar, guest integer)`,
          ...(rows.length > 0 ? [`insert into inn.${name} select * from (values ${values.join(', ')}) as v`] : []),
        ]),
      )
    }
    const ids = async (name: string) =>
      (await project.rows(`select id from ${name} order by id`)).map(({ id }) => Number(id))
    const errors = (result: { nodes: readonly { name: string; error?: { code: string } | undefined }[] }) =>
      result.nodes.flatMap(({ name, error }) => (error ? [[name, error.code]] : []))
    const row = (id: number, at: Date | null = new Date(0)): Visit => ({ id, at, place: `p${id}`, guest: id })

    it('of a time have the rows that the page says, of timestamps and dates', async () => {
      const start = new Date('2026-03-10T06:00:00Z')
      const moments = fc.integer({ min: -72, max: 72 }).map((hours) => new Date(start.getTime() + hours * HOUR))
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.option(moments, { freq: 5 }), { minLength: 1, maxLength: 30 }),
          moments,
          fc.integer({ min: 1, max: 60 }),
          async (times, from, hours) => {
            const rows = times.map((at, id) => row(id, at))
            const window = { start: from, end: new Date(from.getTime() + hours * HOUR) }
            await write(rows)
            const sample = `{'start': '${text(window.start)}', 'end': '${text(window.end)}'}`
            expect(errors(await project.build({ ...inn, ...models }, { sample }))).toEqual([])
            const expected = sampled(rows, { window })
            for (const [name, wanted] of Object.entries(expected))
              expect([name, await ids(name)]).toEqual([name, wanted])
          },
        ),
        { numRuns: engine.name === 'DuckDB' ? 20 : 3 },
      )
    })

    it('of a length of time end with the beginning of the run', async () => {
      const now = Date.now()
      const rows = [-49, -47, -1, 1].map((hours, id) => row(id, new Date(now + hours * HOUR)))
      await write(rows)
      await project.build({ ...inn, byTime, unchosen }, { sample: '2 days' })
      expect([await ids('byTime'), await ids('unchosen')]).toEqual([
        [1, 2],
        [0, 1, 2, 3],
      ])
      await project.build({ ...inn, byTime }, { sample: '1 month' })
      expect(await ids('byTime')).toEqual([0, 1, 2])
    })

    it('of a share have the keys that the page says, the same in every table', async () => {
      const key = fc.option(fc.integer({ min: -9, max: 400 }), { freq: 5 })
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(key, fc.option(fc.constantFrom('a', 'Ä', '', 'b c', '1', '😀'))), { maxLength: 40 }),
          fc.integer({ min: 1, max: 99 }),
          async (keys, percent) => {
            const rows = keys.map(([guest, place], id) => ({ id, guest, place, at: new Date(0) }))
            await write(rows)
            const result = await project.build(
              { ...inn, byGuest, byPlace, byBoth, unchosen },
              { sample: `${percent}%` },
            )
            expect(errors(result)).toEqual([])
            const { byTime: _, byDay: __, ...expected } = sampled(rows, { share: percent / 100 })
            for (const [name, wanted] of Object.entries(expected))
              expect([name, await ids(name)]).toEqual([name, wanted])
          },
        ),
        { numRuns: engine.name === 'DuckDB' ? 20 : 3 },
      )
    })

    it('reach models through ephemerals, and what reads a model with an event time', async () => {
      await write([row(1, new Date('2026-01-01')), row(2, new Date('2026-02-01')), row(3, new Date('2026-03-01'))])
      const inlined = ephemeral({ i: by_time }, (db) => db.selectFrom('i').select(['i.id', 'i.came_at']))
      const through = table({ e: inlined }, (db) => db.selectFrom('e').select('e.id'))
      const stored = table({ i: whole }, (db) => db.selectFrom('i').select(['i.id', 'i.came_at']), {
        eventTime: 'came_at',
      })
      const later = view({ s: stored }, (db) => db.selectFrom('s').select('s.id'))
      const sample = '{start: 2026-01-15, end: 2026-02-15}'
      expect(errors(await project.build({ ...inn, inlined, through, stored, later }, { sample }))).toEqual([])
      expect([await ids('through'), await ids('stored'), await ids('later')]).toEqual([[2], [1, 2, 3], [2]])
    })

    const keeping = {
      appended: incremental(
        { i: by_time },
        (db, { since }) => db.selectFrom('i').select(['i.id', 'i.came_at']).$call(since('i.id')),
        { watermark: 'id' },
      ),
      merged: incremental({ i: by_time }, (db) => db.selectFrom('i').select(['i.id', 'i.came_at']), {
        uniqueKey: 'id',
        fullRefresh: false,
      }),
      history: snapshot(by_time, {
        uniqueKey: 'id',
        strategy: 'check',
        checkColumns: ['place'],
        hardDeletes: 'invalidate',
      }),
      batched: incremental({ i: by_time }, (db) => db.selectFrom('i').select(['i.id', 'i.came_at']), {
        strategy: 'microbatch',
        eventTime: 'came_at',
        begin: '2026-01-01',
        batchSize: 'year',
        nullEventTime: 'skip',
      }),
    }
    const kept = Object.keys(keeping)
    const contents = async () => {
      const found: { [name: string]: readonly number[] } = {}
      for (const name of kept) found[name] = await ids(name)
      return found
    }
    const each = (wanted: readonly number[]) => Object.fromEntries(kept.map((name) => [name, wanted]))
    const sample = '{start: 2026-01-15, end: 2026-02-15}'
    const three = [row(1, new Date('2026-01-01')), row(2, new Date('2026-02-01')), row(3, new Date('2026-03-01'))]

    it('are never part of what keeps its rows: that is left as it is', async () => {
      await write(three)
      expect(errors(await project.build({ ...inn, ...keeping }))).toEqual([])
      await write([...three, row(4, new Date('2026-02-02'))])
      const { ok, nodes } = await project.build({ ...inn, ...keeping }, { sample })
      expect(ok).toBe(true)
      expect(await contents()).toEqual(each([1, 2, 3]))
      expect((await project.rows('select id from history where valid_to is not null')).length).toBe(0)
      const noted = nodes.filter(({ notes }) => notes.some(({ message }) => message.includes('--sample')))
      expect(noted.map(({ name }) => name).sort()).toEqual([...kept].sort())
      expect(errors(await project.build({ ...inn, ...keeping }))).toEqual([])
      expect(await contents()).toEqual(each([1, 2, 3, 4]))
    })

    it('are followed by all rows in a run without one', async () => {
      await write(three)
      expect(errors(await project.build({ ...inn, ...keeping }, { sample }))).toEqual([])
      expect(await contents()).toEqual(each([2]))
      // Another one takes the place of the first.
      const other = '{start: 2026-02-15, end: 2026-12-15}'
      expect(errors(await project.build({ ...inn, ...keeping }, { sample: other }))).toEqual([])
      expect(await contents()).toEqual(each([3]))
      const { nodes } = await project.build({ ...inn, ...keeping })
      expect(await contents()).toEqual(each([1, 2, 3]))
      const noted = nodes.filter(({ notes }) => notes.some(({ message }) => message.includes('built of a sample')))
      expect(noted.map(({ name }) => name).sort()).toEqual([...kept].sort())
      // From now on they are tables like others.
      await write([...three, row(4, new Date('2026-04-01'))])
      const again = await project.build({ ...inn, ...keeping })
      expect(again.nodes.flatMap(({ notes }) => notes)).toEqual([])
      expect(await contents()).toEqual(each([1, 2, 3, 4]))
    })

    it('are not read among all rows', async () => {
      await write(three)
      const first = view({ i: by_time }, (db) => db.selectFrom('i').select(['i.id', 'i.came_at']))
      const second = table({ i: by_time }, (db) => db.selectFrom('i').select(['i.id', 'i.came_at']))
      const last = table({ first, second }, (db) =>
        db.selectFrom('first as f').innerJoin('second as s', 's.id', 'f.id').select('f.id'),
      )
      const definitions = { ...inn, first, second, last }
      await project.build(definitions, { sample })
      expect(await ids('last')).toEqual([2])
      const alone = await project.build(definitions, { select: ['last'] })
      expect(errors(alone)).toEqual([['last', 'E_SAMPLED']])
      expect(alone.nodes[0]!.error!.message).toBe(
        '"last" reads "first", "second", which were built of a sample by an earlier run',
      )
      expect(await ids('last')).toEqual([2])
      expect(errors(await project.build(definitions, { select: ['last'], sample }))).toEqual([])
      await project.build(definitions, { select: ['+last'] })
      expect(await ids('last')).toEqual([1, 2, 3])
      expect(errors(await project.build(definitions, { select: ['last'] }))).toEqual([])
    })
  })
}
