import {
  type AnomalyOptions,
  type ColumnMetric,
  columnAnomalies,
  integer,
  notNull,
  now,
  source,
  table,
  testColumns,
  testRelation,
  volumeAnomalies,
} from 'kerros'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'
import { type AnomalyRule, judged, METRICS, type Recorded } from './anomaly-oracle.js'

const raw = source('raw', { t: { id: integer(), n: integer().nullable() } })

const RULES: readonly AnomalyRule[] = [
  { runs: 4, minRuns: 3, stddevs: 1, tolerance: 0, direction: 'both' },
  { runs: 3, minRuns: 2, stddevs: 0.5, tolerance: 0.2, direction: 'spike' },
  { runs: 5, minRuns: 2, stddevs: 2, tolerance: 0, direction: 'drop' },
]

const nameOf = (metric: string, i: number) => `${metric}_${i}`.toLowerCase()

/** Tests that judge by the last runs. */
export function anomalySuite(engine: EngineUnderTest): void {
  contractSuite('anomalies', engine, () => {
    let scratch: ScratchProject
    beforeAll(async () => {
      scratch = await ScratchProject.create(engine)
      await scratch.execute('create schema raw', 'create table raw.t (id integer, n integer)')
    })
    beforeEach(async () => {
      await scratch.execute('drop schema if exists _kerros cascade')
    })
    afterAll(() => scratch.remove())

    const fill = (values: readonly (number | null)[]) =>
      scratch.execute(
        'delete from raw.t',
        ...(values.length > 0
          ? [`insert into raw.t values ${values.map((n, i) => `(${i + 1}, ${n ?? 'null'})`).join(', ')}`]
          : []),
      )

    it('judge each value by the runs before, as the page says', async () => {
      const metrics = Object.keys(METRICS) as ColumnMetric[]
      // One test for each metric, and all rules for the number of rows and an average.
      const ruleOf = (metric: string, i: number) => RULES[(metrics.indexOf(metric as ColumnMetric) + i) % RULES.length]!
      const columns = metrics.flatMap((metric) =>
        (metric === 'avg' ? [0, 1, 2] : [0]).map((i) => ({ metric, i, rule: ruleOf(metric, i) })),
      )
      const volumes = RULES.map((rule, i) => ({ metric: 'rows', i, rule }))
      const measured = testColumns(raw.t, {
        n: columns.map(({ metric, i, rule }) => columnAnomalies(metric, { ...rule, name: nameOf(metric, i) })),
      })
      const counted = testRelation(
        raw.t,
        volumes.map(({ metric, i, rule }) => volumeAnomalies({ ...rule, name: nameOf(metric, i) })),
      )
      const value = fc.option(fc.integer({ min: -4, max: 9 }), { nil: null, freq: 5 })
      const rows = fc.array(value, { maxLength: 6 })
      const histories = fc.sample(fc.array(rows, { minLength: 8, maxLength: 8 }), 2)
      let judgedOutside = 0
      for (const history of histories) {
        await scratch.execute('drop schema if exists _kerros cascade')
        const recorded = new Map<string, Recorded[]>()
        for (const values of history) {
          await fill(values)
          const { nodes } = await scratch.build({ raw, measured, counted })
          const present = values.filter((n) => n !== null)
          for (const { metric, i, rule } of [...columns, ...volumes]) {
            const name = nameOf(metric, i)
            const now = metric === 'rows' ? values.length : METRICS[metric as ColumnMetric](present, values.length)
            const before = recorded.get(name) ?? []
            const isOutside = judged(before, now, rule)
            const node = nodes.find((each) => each.name === name)!
            expect([node.error, node.status]).toEqual([undefined, expect.stringMatching(/^(pass|fail)$/)])
            if (isOutside !== 'near')
              expect({ name, values, before, fails: node.status === 'fail' }).toMatchObject({ fails: isOutside })
            if (node.status === 'fail') judgedOutside++
            recorded.set(name, [...before, { value: now, isOutside: node.status === 'fail' }])
          }
        }
      }
      expect(judgedOutside).toBeGreaterThan(10)
    }, 300_000)

    const volume = async (rows: number, options: AnomalyOptions = {}, run: object = {}, where?: any) => {
      await fill(Array.from({ length: rows }, () => 1))
      const tests = testRelation(raw.t, [volumeAnomalies({ minRuns: 2, name: 'volume', ...options })], where)
      const { nodes } = await scratch.build({ raw, tests }, run)
      const node = nodes.find(({ name }) => name === 'volume')!
      expect(node.error).toBeUndefined()
      return node
    }

    it('learn nothing from a value that was outside, however often it comes', async () => {
      for (const rows of [10, 11]) expect(await volume(rows)).toMatchObject({ status: 'pass' })
      for (let i = 0; i < 3; i++) expect(await volume(50)).toMatchObject({ status: 'fail', failures: 1 })
      for (let i = 0; i < 2; i++) expect(await volume(50, { severity: 'warn' })).toMatchObject({ status: 'warn' })
      expect(await volume(10)).toMatchObject({ status: 'pass' })
      // The level has changed for good.
      const since = new Date()
      expect(await volume(50, { since })).toMatchObject({ status: 'pass' })
      expect(await volume(51, { since })).toMatchObject({ status: 'pass' })
      expect(await volume(10, { since })).toMatchObject({ status: 'fail' })
    })

    it('say how many runs they still need', async () => {
      const { notes, status } = await volume(1, { minRuns: 3 })
      expect(status).toBe('pass')
      expect(notes.map(({ message }) => message)).toEqual([
        '0 runs recorded of the 3 that it needs before it judges; it passes until then',
      ])
      for (let i = 0; i < 2; i++) await volume(1, { minRuns: 3 })
      expect((await volume(1, { minRuns: 3 })).notes).toEqual([])
    })

    it('keep a history for each condition, also where its values are those of a run', async () => {
      // The time of the run is another one each time.
      const some = { where: (eb: any) => eb.and([eb('id', '<=', 3), eb(now(), '>', new Date('2026-01-01'))]) }
      for (const rows of [10, 10]) await volume(rows, {}, {}, some)
      expect(await volume(20, {}, {}, some)).toMatchObject({ status: 'pass' })
      expect(await volume(1, {}, {}, some)).toMatchObject({ status: 'fail' })
      // All rows are another history.
      expect(await volume(50)).toMatchObject({ status: 'pass' })
    })

    it('neither judge nor record a sample or nothing', async () => {
      for (const rows of [10, 10]) await volume(rows)
      const { status, notes } = await volume(50, {}, { empty: true })
      expect([status, notes.length]).toEqual(['pass', 1])
      const timed = source(
        'raw',
        { t: { id: integer(), n: integer().nullable() } },
        { tables: { t: { sampleKey: 'id' } } },
      )
      const tests = testRelation(timed.t, [volumeAnomalies({ minRuns: 2, name: 'volume' })])
      const t = table({ t: timed.t }, (db) => db.selectFrom('t').selectAll())
      const sampled = await scratch.build({ timed, tests, t }, { sample: '50%' })
      expect(sampled.nodes.find(({ name }) => name === 'volume')).toMatchObject({ status: 'pass', error: undefined })
      expect(await volume(10)).toMatchObject({ status: 'pass' })
      expect(await volume(11)).toMatchObject({ status: 'fail' })
    })

    it('store the value and its bounds as the failing row', async () => {
      for (const rows of [10, 12]) await volume(rows, { storeFailures: true })
      expect(await volume(50, { storeFailures: true })).toMatchObject({ status: 'fail', failures: 1 })
      const [row, ...others] = await scratch.rows(`select * from ${scratch.target.schema}_dbt_test__audit.volume`)
      expect(others).toEqual([])
      expect(Object.values(row!).map(Number).slice(1, 2)).toEqual([50])
    })

    it('stop what reads the relation', async () => {
      const models = (n: number) => {
        const t = table({ t: raw.t }, (db) => db.selectFrom('t').selectAll().where('t.id', '<=', n), {
          tests: [volumeAnomalies({ minRuns: 2, name: 'volume' })],
          columns: { id: { tests: [notNull()] } },
        })
        return { raw, t, reader: table({ t }, (db) => db.selectFrom('t').selectAll()) }
      }
      await fill(Array.from({ length: 9 }, () => 1))
      for (const n of [3, 3]) await scratch.build(models(n))
      const { nodes } = await scratch.build(models(9))
      expect(nodes.find(({ name }) => name === 'reader')).toMatchObject({ status: 'skipped' })
    })
  })
}
