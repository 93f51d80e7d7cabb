import { date, integer, recency, source, timestamp, unique, varchar } from 'kerros'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const HOUR = 3_600_000

/** The tests of a source's own options, and recency in it, which counts back from the run's beginning. */
export function recencySuite(engine: EngineUnderTest): void {
  contractSuite('recency', engine, () => {
    let project: ScratchProject
    beforeAll(async () => {
      project = await ScratchProject.create(engine)
      await project.execute('create schema if not exists raw')
    })
    afterAll(() => project?.remove())

    const raw = source(
      'raw',
      { t: { id: integer(), who: varchar().nullable(), seen_at: timestamp().nullable(), seen_on: date().nullable() } },
      {
        tables: {
          t: {
            columns: { id: { tests: [unique({ name: 'ids' })], where: (eb) => eb('who', '=', 'a') } },
            tests: [
              recency('seen_at', { datepart: 'hour', interval: 3, name: 'all_rows' }),
              recency('seen_at', { datepart: 'hour', interval: 3, groupBy: ['who'], name: 'by_who' }),
              recency('seen_on', { datepart: 'day', interval: 2, name: 'days' }),
              { expression: (eb) => eb('id', '>', 0), name: 'positive_ids' },
            ],
          },
        },
      },
    )

    /** Rows with their age in hours. */
    const failures = async (...rows: readonly (readonly [number, string | null, number | null])[]) => {
      const time = (age: number | null, length: number): string =>
        age === null
          ? 'null'
          : `'${new Date(Date.now() - age * HOUR).toISOString().replace('T', ' ').slice(0, length)}'`
      await project.execute(
        'create or replace table raw.t (id integer, who varchar, seen_at timestamp, seen_on date)',
        ...rows.map(
          ([id, who, age]) =>
            `insert into raw.t values (${id}, ${who === null ? 'null' : `'${who}'`}, ${time(age, 19)}, ${time(age, 10)})`,
        ),
      )
      const { nodes } = await project.build({ raw })
      expect(nodes.flatMap(({ error }) => error ?? [])).toEqual([])
      return Object.fromEntries(
        nodes.flatMap(({ name, failures }) => (failures === undefined ? [] : [[name, failures]])),
      )
    }

    it('passes where the newest row is no older than the interval', async () => {
      expect(await failures([1, 'a', 2], [2, 'a', 90], [2, 'b', 2.9])).toEqual({
        all_rows: 0,
        by_who: 0,
        days: 0,
        ids: 0,
        positive_ids: 0,
      })
    })

    it('fails for old rows, for each group, for NULL alone and without rows', async () => {
      expect(await failures([1, 'a', 2], [1, 'a', 3.1], [0, 'b', 3.1], [4, null, 99], [5, 'c', null])).toEqual({
        all_rows: 0,
        by_who: 3,
        days: 0,
        ids: 1,
        positive_ids: 1,
      })
      expect(await failures([1, 'a', 99], [2, 'b', null])).toMatchObject({ all_rows: 1, by_who: 2, days: 1 })
      expect(await failures()).toMatchObject({ all_rows: 1, by_who: 0, days: 1 })
    })
  })
}
