import { count, dynamicTable, integer, source, text, varchar } from 'kerros'
import { expect, it } from 'vitest'
import { buildProject } from '../../../src/core/project/build-project.js'
import type { ExistingRelation } from '../../../src/core/relations/relation.js'
import { snowflakeSqlDialect } from '../../../src/dialects/snowflake/warehouse/snowflake-sql-dialect.js'
import { checkDynamicTableOptions } from '../../../src/materializations/dynamic-table/dynamic-table-options.js'
import { plannedNode } from '../planned-node.js'

const raw = source('raw', { e: { id: integer(), kind: varchar() } })
const kinds = (options: object) =>
  dynamicTable(
    { e: raw.e },
    (db) =>
      db
        .selectFrom('e')
        .groupBy('e.kind')
        .select(['e.kind', count().as('n')]),
    options as never,
  )
const hourly = { targetLag: '1 hour', snowflakeWarehouse: 'refreshing' }
const contract = { kind: varchar(), n: integer() }

const planned = (options: object, existing?: ExistingRelation, fullRefresh = false): any =>
  plannedNode('snowflake', { m: kinds(options) }, { fullRefresh, ...(existing && { existing: { m: existing } }) })

/** The table as it is after a run with some options. */
const made = (options: object, targetLag: string, computeWarehouse: string): ExistingRelation => {
  const { mark } = planned(options).steps[0].settings
  return { type: 'dynamic table', columns: [], mark, dynamicTable: { targetLag, computeWarehouse } }
}

it('creates the table with its mark, in the place of what is there', () => {
  const create = {
    kind: 'createDynamicTable',
    relation: { name: 'm' },
    refresh: { targetLag: '1 hour', refreshMode: 'full', initialize: 'on_schedule' },
    computeWarehouse: 'refreshing',
    settings: { mark: { kind: 'dynamic_table', definition: expect.stringMatching(/^[0-9a-f]{64}$/) } },
  }
  const options = { ...hourly, refreshMode: 'full', initialize: 'on_schedule' }
  expect(planned(options).steps).toMatchObject([{ ...create, replaces: undefined }])
  expect(planned(options, { type: 'view', columns: [] }).steps).toMatchObject([{ ...create, replaces: 'view' }])
})

const stored = made(hourly, '60 minutes', 'REFRESHING')
const keep = { kind: 'keepRelation', relation: { name: 'm' } }
const create = { kind: 'createDynamicTable' }

it.each<readonly [what: string, options: object, existing: ExistingRelation, fullRefresh: boolean, step: object]>([
  ['the same', hourly, stored, false, keep],
  ['a full refresh', hourly, stored, true, create],
  [
    'another lag',
    { ...hourly, targetLag: '2 hours' },
    stored,
    false,
    { kind: 'alterDynamicTable', relation: { name: 'm' }, targetLag: '2 hours', computeWarehouse: 'refreshing' },
  ],
  [
    'another warehouse',
    { ...hourly, snowflakeWarehouse: 'large' },
    stored,
    false,
    { kind: 'alterDynamicTable', targetLag: '1 hour', computeWarehouse: 'large' },
  ],
  ['another mode', { ...hourly, refreshMode: 'full' }, stored, false, create],
  ['no mark', hourly, { ...stored, mark: undefined }, false, create],
  ['a mark without a definition', hourly, { ...stored, mark: { kind: 'dynamic_table' } }, false, create],
  ['nothing known of how it was made', hourly, { ...stored, dynamicTable: undefined }, false, create],
  ['a table in its place', hourly, { ...stored, type: 'table' }, false, create],
])('keeps, alters or makes the table again: %s', (_, options, existing, fullRefresh, step) => {
  expect(planned(options, existing, fullRefresh).steps).toMatchObject([step])
})

it('holds a view of the query against a contract first, and drops it', () => {
  const [attempt, ...others] = planned({ ...hourly, contract }).steps
  const beside = { name: 'kerros_m_run' }
  const drop = { kind: 'dropRelation', relation: beside, type: 'view', temporary: false }
  expect(others).toEqual([])
  expect(attempt).toMatchObject({
    kind: 'attempt',
    steps: [
      { kind: 'createView', relation: beside, replaces: undefined, settings: {} },
      { kind: 'assertContract', relation: beside, columns: contract },
      { kind: 'createDynamicTable', relation: { name: 'm' } },
      drop,
    ],
    undo: [drop],
  })
  expect(attempt.steps[0].select).toBe(attempt.steps[2].select)
})

it('is refreshed by its own warehouse, else by the target’s, and needs one of them', () => {
  const open = { targetLag: '1 hour' }
  expect(planned(open).diagnostics).toMatchObject([
    { code: 'E_CONFIG', message: expect.stringContaining('which warehouse refreshes the dynamic table "m"') },
  ])
  const dialect = snowflakeSqlDialect(undefined, 'transforming')
  const withTarget = (options: object) => plannedNode('snowflake', { m: kinds(options) }, { dialect }).steps[0]
  expect(withTarget(open)).toMatchObject({ computeWarehouse: 'transforming' })
  expect(withTarget(hourly)).toMatchObject({ computeWarehouse: 'refreshing' })
})

it('is a plain table where the engine has no dynamic ones', () => {
  const { steps } = plannedNode('duckdb', { m: kinds(hourly) })
  expect(steps).toMatchObject([{ kind: 'createTableAs', temporary: false }])
})

it('says what it is', () => {
  const { materialization } = kinds({ ...hourly, refreshMode: 'auto' }) as any
  expect(materialization).toMatchObject({
    name: 'dynamic_table',
    relationType: 'dynamic table',
    config: { targetLag: '1 hour', refreshMode: 'auto', initialize: undefined },
    comparesDynamicTables: true,
  })
})

const contains = (text: string) => expect.stringContaining(text) as never

it.each<readonly [options: unknown, messages: readonly string[]]>([
  ...['60 seconds', '61 second', '1 minute', '5 minutes', '1 hour', '2 days', 'downstream'].map(
    (targetLag) => [{ targetLag }, []] as const,
  ),
  [{ targetLag: '1 hour', refreshMode: 'auto', initialize: 'on_create' }, []],
  [{ targetLag: '1 hour', refreshMode: 'incremental', initialize: 'on_schedule' }, []],
  [undefined, ['there is no option "targetLag"']],
  [{}, ['there is no option "targetLag"']],
  [{ targetLag: 5 }, ['the option "targetLag" is a number, not a string']],
  ...['1 week', 'hour', '1hour', ' 1 hour', '1 hours ', '0 hours', '1.5 hours', '-1 hour', ''].map(
    (targetLag) => [{ targetLag }, [`the option "targetLag" is "${targetLag}", which is no lag`]] as const,
  ),
  ...['59 seconds', '1 second'].map(
    (targetLag) => [{ targetLag }, [contains('no dynamic table has less than 60 seconds')]] as const,
  ),
  [{ targetLag: '1 hour', refreshMode: 'fast' }, [contains('"refreshMode"')]],
  [{ targetLag: '1 hour', initialize: 'now' }, [contains('"initialize"')]],
])('says what is wrong with the options %j of a dynamic table', (options, messages) => {
  expect(checkDynamicTableOptions(options as never).map(({ message }) => message)).toEqual(messages)
})

it('a wrong lag is reported when the project is loaded, with the name of the model', () => {
  const lagging = dynamicTable({}, (db) => db.selectNoFrom(() => [text('x').as('x')]), { targetLag: '5' as never })
  const { diagnostics } = buildProject('p', [{ file: 'src/lagging.ts', exports: { lagging } }])
  expect(diagnostics).toMatchObject([
    {
      code: 'E_INVALID_DEFINITION',
      message: '"lagging": the option "targetLag" is "5", which is no lag',
      hint: contains("'5 minutes'"),
      at: 'src/lagging.ts',
    },
  ])
})
