import * as kerros from 'kerros'
import {
  between,
  defineProject,
  integer,
  notNull,
  positive,
  type StoreFailures,
  source,
  type TestOptions,
  table,
  testColumns,
  testRelation,
  uniqueCombination,
} from 'kerros'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../contract-suite.js'
import { ScratchProject } from '../scratch-project.js'

const raw = source('raw', { t: { id: integer(), n: integer().nullable() } })

const positiveTest = (options: TestOptions) => testColumns(raw.t, { n: [positive({ name: 'stored', ...options })] })

/** Failing rows of tests in relations of their own. */
export function storeFailuresSuite(engine: EngineUnderTest): void {
  contractSuite('stored failures', engine, () => {
    let scratch: ScratchProject
    let audit: string
    beforeAll(async () => {
      scratch = await ScratchProject.create(engine)
      audit = `${scratch.target.schema}_dbt_test__audit`
      await scratch.execute('create schema raw', 'create table raw.t (id integer, n integer)')
    })
    beforeEach(async () => {
      await scratch.execute('delete from raw.t', 'insert into raw.t values (1, -1), (2, 0), (3, 5), (4, null)')
      await scratch.execute(`drop schema if exists ${audit} cascade`)
    })
    afterAll(() => scratch.remove())

    const tested = async (options: TestOptions, run: { readonly storeFailures?: boolean } = {}) => {
      const { nodes } = await scratch.build({ raw, tests: positiveTest(options) }, run)
      return nodes.find(({ name }) => name === 'stored')!
    }
    const values = async (name = 'stored'): Promise<readonly number[]> =>
      (await scratch.rows(`select * from ${audit}.${name}`))
        .map((row) => Number(Object.values(row).at(-1)))
        .sort((a, b) => a - b)

    it.each<StoreFailures>([true, 'table', 'view'])('are the rows that fail, with %s', async (storeFailures) => {
      const { status, failures, relationName, rowsAffected } = await tested({ storeFailures })

      expect({ status, failures, rowsAffected }).toEqual({ status: 'fail', failures: 2, rowsAffected: undefined })
      expect(relationName?.toLowerCase()).toContain(`${audit.toLowerCase()}"."stored"`)
      expect(await values()).toEqual([-1, 0])
    })

    it('are replaced by each run, and none after a test that passes', async () => {
      await tested({ storeFailures: true })
      await scratch.execute('delete from raw.t where n = 0')
      expect(await tested({ storeFailures: true })).toMatchObject({ failures: 1 })
      expect(await values()).toEqual([-1])

      await scratch.execute('delete from raw.t where n < 0')
      expect(await tested({ storeFailures: true })).toMatchObject({ status: 'pass', failures: 0 })
      expect(await values()).toEqual([])
    })

    it('change from a table to a view and back', async () => {
      for (const storeFailures of ['table', 'view', 'table'] as const) {
        expect(await tested({ storeFailures })).toMatchObject({ error: undefined, status: 'fail', failures: 2 })
        expect(await values()).toEqual([-1, 0])
      }
    })

    it('are no more than the limit', async () => {
      expect(await tested({ storeFailures: true, limit: 1 })).toMatchObject({ status: 'fail', failures: 1 })
      expect(await values()).toHaveLength(1)
    })

    it('are stored of all tests of a run that says so, but for those that never store them', async () => {
      const { nodes } = await scratch.build(
        {
          raw,
          tests: testColumns(raw.t, {
            n: [positive({ name: 'stored' }), notNull({ name: 'not_stored', storeFailures: false })],
          }),
          more: testRelation(raw.t, [uniqueCombination(['id', 'n'], { name: 'combinations' })]),
        },
        { storeFailures: true },
      )

      expect(
        Object.fromEntries(
          nodes.map(({ name, failures, relationName }) => [name, [failures, relationName !== undefined]]),
        ),
      ).toMatchObject({
        stored: [2, true],
        not_stored: [1, false],
        combinations: [0, true],
      })
      expect(await values()).toEqual([-1, 0])
      expect(await values('combinations')).toEqual([])
      await expect(values('not_stored')).rejects.toThrow()
    })

    it('are stored in what the project says, unless the test says it', async () => {
      const definitions = {
        raw,
        tests: testColumns(raw.t, {
          n: [
            positive({ name: 'stored' }),
            notNull({ name: 'as_table', storeFailures: 'table' }),
            between(0, 4, { name: 'as_said', storeFailures: true }),
            between(0, 9, { name: 'not_stored', storeFailures: false }),
          ],
        }),
      }
      const project = (storeFailures: StoreFailures) =>
        defineProject({ name: 'scratch', models: [definitions], targets: { dev: scratch.target }, storeFailures })
      const built = (storeFailures: StoreFailures, run: { readonly storeFailures?: boolean } = {}) =>
        kerros.test({ project: project(storeFailures), cwd: scratch.folder, ...run })
      const count = async (name: string) =>
        (await scratch.rows(`select * from ${audit}.${name}`).catch(() => undefined))?.length
      // Only a view has rows that came later.
      const stored = async () => {
        const names = ['stored', 'as_table', 'as_said', 'not_stored']
        const before = await Promise.all(names.map(count))
        await scratch.execute('insert into raw.t values (9, -9), (9, null)')
        const after = await Promise.all(names.map(count))
        await scratch.execute('delete from raw.t where id = 9')
        return names.map((_, i) =>
          before[i] === undefined ? 'nothing' : before[i] === after[i] ? 'table' : before[i]! < after[i]! && 'view',
        )
      }
      for (const run of [{}, { storeFailures: true }]) {
        await built('view', run)
        expect(await stored()).toEqual(['view', 'table', 'view', 'nothing'])
      }
      await built('table')
      expect(await stored()).toEqual(['table', 'table', 'table', 'nothing'])
      await scratch.execute(`drop schema ${audit} cascade`)
      await built('view', { storeFailures: false })
      expect(await stored()).toEqual(['nothing', 'table', 'view', 'nothing'])
    })

    it('are not stored without a word of it', async () => {
      expect(await tested({})).toMatchObject({ status: 'fail', failures: 2, relationName: undefined })
      await expect(values()).rejects.toThrow()
    })

    it('replace no relation that no test has made', async () => {
      await scratch.execute(`create schema ${audit}`, `create table ${audit}.mine as select 7 as precious`)
      const { nodes } = await scratch.build({
        raw,
        tests: testColumns(raw.t, { n: [positive({ name: 'mine', storeFailures: true })] }),
      })
      const { status, error } = nodes.find(({ name }) => name === 'mine')!

      expect(status).toBe('error')
      expect(error).toMatchObject({ code: 'E_CHANGED_IDENTITY' })
      expect(await values('mine')).toEqual([7])
    })

    it('stop what depends on the tested relation, as of any test that fails', async () => {
      const { nodes } = await scratch.build({
        raw,
        tests: positiveTest({ storeFailures: true }),
        after: table({ t: raw.t }, (db) => db.selectFrom('t').selectAll()),
      })

      expect(nodes.find(({ name }) => name === 'after')).toMatchObject({ status: 'skipped' })
    })
  })
}
