import { incremental, integer, max, now, source, timestamp, varchar, variable } from 'kerros'
import { expect, it } from 'vitest'
import type { ExistingRelation } from '../../../src/core/relations/relation.js'
import type { DialectName } from '../../../src/testing/compile-places.js'
import { type PlanSettings, plannedNode, plannedSteps } from '../planned-node.js'

const raw = source('raw', { e: { id: integer(), kind: varchar(), n: integer(), at: timestamp() } })
const model = (options: object) =>
  incremental({ e: raw.e }, (db) => db.selectFrom('e').select(['e.id', 'e.kind', 'e.n']), options as never)
const columns = ['id', 'kind', 'n'].map((name) => ({ name, type: 'INTEGER' }))
const mark = { kind: 'incremental', strategy: 'merge', uniqueKey: ['id'] }
const stored: ExistingRelation = { type: 'table', columns, mark }

const kinds = (engine: DialectName, options: object, settings: PlanSettings = {}) =>
  plannedSteps(engine, { m: model(options) }, withCode(engine, options, settings)).map((step) =>
    step.kind === 'assertUniqueKey' ? `${step.kind} ${step.isStored ? 'stored' : 'new'}` : step.kind,
  )

/** The same table, as one that the same code has filled, as far as it has a mark. */
function withCode(engine: DialectName, options: object, settings: PlanSettings): PlanSettings {
  const existing = settings.existing?.['m']
  if (!existing?.mark) return settings
  const [first] = plannedSteps(engine, { m: model(options) }) as any
  const { code } = first.settings.mark
  const kept = Object.entries(code.columns).filter(([name]) => existing.columns.some((column) => column.name === name))
  return {
    ...settings,
    existing: { m: { ...existing, mark: { ...existing.mark, code: { ...code, columns: Object.fromEntries(kept) } } } },
  }
}

const over = (existing: ExistingRelation): PlanSettings => ({ existing: { m: existing } })

it.each<
  readonly [what: string, engine: DialectName, options: object, settings: PlanSettings, steps: readonly string[]]
>([
  ['a first run', 'duckdb', { uniqueKey: 'id' }, {}, ['createTableAs', 'assertUniqueKey new']],
  ['a first run', 'snowflake', { uniqueKey: 'id' }, {}, ['createTableAs', 'assertUniqueKey new', 'publishTable']],
  [
    'a first run with the key as the primary key, which is checked once,',
    'duckdb',
    { uniqueKey: 'id', constraints: { primaryKey: 'id' } },
    {},
    ['createTableAs', 'assertUniqueKey new', 'publishTable'],
  ],
  [
    'a first run with another column as the primary key',
    'duckdb',
    { uniqueKey: 'id', constraints: { primaryKey: 'kind' } },
    {},
    ['createTableAs', 'assertUniqueKey new', 'assertConstraints', 'publishTable'],
  ],
  ['a first run of append', 'snowflake', { strategy: 'append' }, {}, ['createTableAs']],
  [
    'a later run',
    'duckdb',
    { uniqueKey: 'id' },
    over(stored),
    ['createTableAs', 'assertUniqueKey new', 'assertColumnTypes', 'merge', 'dropRelation'],
  ],
  [
    'a later run',
    'snowflake',
    { uniqueKey: 'id' },
    over(stored),
    ['createTableAs', 'assertUniqueKey new', 'assertColumnTypes', 'merge'],
  ],
  [
    'a later run of append',
    'duckdb',
    { strategy: 'append' },
    over({ ...stored, mark: { kind: 'incremental', strategy: 'append' } }),
    ['createTableAs', 'assertColumnTypes', 'insert', 'dropRelation'],
  ],
  [
    'a run by a key over a table that no run has checked by it',
    'duckdb',
    { uniqueKey: 'id' },
    over({ ...stored, mark: undefined }),
    [
      'createTableAs',
      'assertUniqueKey stored',
      'assertUniqueKey new',
      'assertColumnTypes',
      'applySettings',
      'merge',
      'applySettings',
      'dropRelation',
    ],
  ],
  [
    'append over such a table',
    'duckdb',
    { strategy: 'append' },
    over({ ...stored, mark: undefined }),
    ['createTableAs', 'assertColumnTypes', 'applySettings', 'insert', 'applySettings', 'dropRelation'],
  ],
  [
    'a later run that ignores changes',
    'duckdb',
    { uniqueKey: 'id', onSchemaChange: 'ignore' },
    over(stored),
    ['createTableAs', 'assertUniqueKey new', 'merge', 'dropRelation'],
  ],
  [
    'a later run with a contract that ignores changes',
    'snowflake',
    {
      uniqueKey: 'id',
      onSchemaChange: 'ignore',
      contract: { id: integer(), kind: varchar(), n: integer() },
    },
    over(stored),
    ['createTableAs', 'assertUniqueKey new', 'assertContract', 'assertColumnTypes', 'merge'],
  ],
  [
    'a run over a table with less room, one column less and no mark of its comment',
    'snowflake',
    { uniqueKey: 'id', onSchemaChange: 'append_new_columns', persistDocs: { relation: true }, description: 'x' },
    over({ ...stored, columns: [columns[0]!, { name: 'kind', type: 'VARCHAR(4)', isNarrow: true }] }),
    [
      'note',
      'createTableAs',
      'assertUniqueKey new',
      'assertColumnTypes',
      'widenColumns',
      'alterColumns',
      'applySettings',
      'merge',
      'applySettings',
    ],
  ],
  [
    'a run over a table that lacks a column, by default',
    'duckdb',
    { uniqueKey: 'id' },
    over({ ...stored, columns: columns.slice(0, 2) }),
    ['createTableAs', 'assertUniqueKey new', 'assertColumnTypes', 'note', 'merge', 'dropRelation'],
  ],
  [
    'a full refresh',
    'duckdb',
    { uniqueKey: 'id' },
    { ...over(stored), fullRefresh: true },
    ['createTableAs', 'assertUniqueKey new'],
  ],
  [
    'fullRefresh: true',
    'duckdb',
    { uniqueKey: 'id', fullRefresh: true },
    over(stored),
    ['createTableAs', 'assertUniqueKey new'],
  ],
  [
    'a full refresh of a table that is protected from it',
    'duckdb',
    { uniqueKey: 'id', fullRefresh: false },
    { ...over({ ...stored, mark: { ...mark, keeps: 'rows' } }), fullRefresh: true },
    ['createTableAs', 'assertUniqueKey new', 'assertColumnTypes', 'applySettings', 'merge', 'dropRelation'],
  ],
  [
    'a view in its place',
    'duckdb',
    { uniqueKey: 'id' },
    over({ type: 'view', columns }),
    ['createTableAs', 'assertUniqueKey new'],
  ],
])('%s has its steps on %s', (_, engine, options, settings, steps) => {
  expect(kinds(engine, options, settings)).toEqual(steps)
})

it.each<readonly [engine: DialectName, policy: string | undefined, batch: boolean, expected: readonly string[]]>([
  ['duckdb', undefined, true, []],
  ['duckdb', 'fail', true, []],
  ['snowflake', undefined, false, ['id', 'kind', 'n']],
  ['snowflake', 'append_new_columns', false, ['id', 'kind', 'n']],
])(
  'on %s with %s the types of new rows are read from them or follow from the query',
  (engine, policy, batch, expected) => {
    const steps = plannedSteps(engine, { m: model({ uniqueKey: 'id', onSchemaChange: policy }) }, over(stored))
    const check = steps.find(({ kind }) => kind === 'assertColumnTypes') as any
    expect(check).toMatchObject({ stored: columns, onChange: policy ? 'fail' : 'note', contract: undefined })
    expect(check.hint).toContain('--full-refresh')
    expect([check.batch !== undefined, Object.keys(check.expected)]).toEqual([batch, expected])
  },
)

it('a contract is compared with the stored columns too, with any onSchemaChange', () => {
  const contract = { id: integer(), kind: varchar(), n: integer() }
  const steps = plannedSteps(
    'duckdb',
    { m: model({ uniqueKey: 'id', onSchemaChange: 'ignore', contract }) },
    over(stored),
  )
  expect(steps.find(({ kind }) => kind === 'assertColumnTypes')).toMatchObject({
    contract,
    expected: {},
    batch: undefined,
    onChange: 'fail',
  })
})

it('the batch is a temporary table without settings, and the first table has its mark', () => {
  const options = { uniqueKey: 'id', watermark: 'n', clusterBy: 'kind', fullRefresh: false }
  const [batch] = plannedSteps('duckdb', { m: model(options) }, over(stored))
  expect(batch).toMatchObject({ kind: 'createTableAs', temporary: true, settings: {}, replaces: undefined })
  expect(batch).toMatchObject({ relation: { name: 'kerros_main_m_batch_run' } })
  const [first] = plannedSteps('duckdb', { m: model(options) })
  expect(first).toMatchObject({
    temporary: false,
    settings: {
      clusterBy: ['kind'],
      mark: { kind: 'incremental', keeps: 'rows', strategy: 'merge', uniqueKey: ['id'], watermark: 'n' },
    },
  })
  const [appended] = plannedSteps('duckdb', { m: model({ strategy: 'append' }) }) as any
  expect(appended.settings.mark).toEqual({ kind: 'incremental', strategy: 'append', code: expect.anything() })
})

it('says what it is: its settings, its key and what decides its rows', () => {
  const of = (options: object) => (model(options) as any).materialization
  const merged = of({ uniqueKey: ['id', 'kind'], watermark: 'n', onSchemaChange: 'fail' })
  expect(merged).toMatchObject({
    name: 'incremental',
    relationType: 'table',
    config: { strategy: 'merge', uniqueKey: ['id', 'kind'], watermark: 'n', onSchemaChange: 'fail' },
    hasIncrementalQuery: true,
    storedRows: [{ deciders: ['id', 'kind'], why: 'unique key', added: {} }],
    checkedKey: ['id', 'kind'],
    identity: { kind: 'incremental', strategy: 'merge', uniqueKey: ['id', 'kind'], watermark: 'n' },
  })
  expect(of({})).toMatchObject({ config: { strategy: 'append', uniqueKey: [] }, storedRows: [], checkedKey: undefined })
  expect(of({ strategy: 'append', uniqueKey: 'id' })).toMatchObject({ checkedKey: undefined })
  expect(of({ strategy: 'append', uniqueKey: 'id' }).identity.uniqueKey).toBeUndefined()
  expect(of({ groupKey: ['kind'] })).toMatchObject({
    // dbt's name for both: its unique_key need not be unique.
    config: { strategy: 'delete+insert', uniqueKey: ['kind'] },
    storedRows: [{ deciders: ['kind'], why: 'unique key', added: {} }],
    checkedKey: undefined,
    identity: { kind: 'incremental', strategy: 'delete+insert', uniqueKey: undefined },
  })
  expect(of({ partitionBy: { field: 'n', granularity: 'day' } })).toMatchObject({
    config: { strategy: 'insert_overwrite', uniqueKey: [], partitionBy: { field: 'n', granularity: 'day' } },
    storedRows: [{ deciders: ['n'], why: 'unique key', added: {} }],
  })
  expect(of({ strategy: 'insert_overwrite' }).storedRows).toEqual([])
  const runs = [undefined, stored, { ...stored, type: 'view' as const }].flatMap((existing) =>
    [false, true].map((fullRefresh) => merged.rebuilds({ existing, fullRefresh })),
  )
  expect(runs).toEqual([true, true, false, true, true, true])
})

it('refuses strategies that do not exist, and those that lack their key', () => {
  const refused = (options: object) => () => model(options)
  const error = (message: string, hint: string) =>
    expect.objectContaining({ code: 'E_INVALID_OPTION', message, hint: expect.stringContaining(hint) })
  expect(refused({ strategy: 'insert' })).toThrow(
    error('there is no incremental strategy "insert"', '"append", "merge", "delete+insert", "insert_overwrite"'),
  )
  expect(refused({ strategy: 'toString' })).toThrow(error('there is no incremental strategy "toString"', '"append"'))
  for (const strategy of ['merge', 'delete+insert'])
    expect(refused({ strategy })).toThrow(
      error(`the incremental strategy "${strategy}" needs a unique key`, 'uniqueKey'),
    )
  expect(refused({ strategy: 'merge', uniqueKey: 'id' })).not.toThrow()
})

it('finds the rows of touched groups only by columns that the table has', () => {
  const groups = (gone?: 'keep') =>
    incremental(
      { e: raw.e },
      (db, { since, touched }) => {
        const fresh = db.selectFrom('e').$call(since('e.id'))
        return db
          .selectFrom('e')
          .$call(touched(['e.kind', 'e.n'], fresh.select(['e.kind', 'e.n']), gone && { gone }))
          .$call(touched('e.kind', fresh.select('e.kind'), gone && { gone }))
          .groupBy(['e.kind', 'e.n'])
          .select((eb) => ['e.kind', 'e.n', max(eb.ref('e.id')).as('id')])
      },
      { uniqueKey: 'id', watermark: 'id', onSchemaChange: 'append_new_columns' } as never,
    )
  const diagnostics = (names: readonly string[], m: unknown) => {
    const existing = { m: { ...stored, columns: names.map((name) => ({ name, type: 'INTEGER' })) } }
    return plannedNode('duckdb', { m }, { existing }).diagnostics.map(({ code, message }) => [code, message])
  }
  expect(diagnostics(['id', 'KIND', 'N'], groups())).toEqual([])
  expect(diagnostics(['id', 'n'], groups())).toEqual([
    ['E_CHANGED_COLUMNS', '"m" finds rows of touched groups by "kind", which its table lacks'],
  ])
  expect(diagnostics(['id'], groups())).toEqual([
    ['E_CHANGED_COLUMNS', '"m" finds rows of touched groups by "kind", "n", which its table lacks'],
  ])
  expect(diagnostics(['id'], groups('keep'))).toEqual([])
})

it.each(['duckdb', 'snowflake'] as const)(
  'gives conditions the values of the run, one time in all statements, on %s',
  (engine) => {
    const limit = variable('limit', 7)
    const timed = (options: object) =>
      incremental({ e: raw.e }, (db) => db.selectFrom('e').select(['e.id', 'e.n', 'e.at']), {
        uniqueKey: 'id',
        onChange: 'note',
        ...options,
      } as never)
    const columns = ['id', 'n', 'at'].map((name) => ({ name, type: 'INTEGER' }))
    const existing = { m: { ...stored, columns } }
    const condition = (side: 'source' | 'target') => (eb: any) =>
      eb.and([eb(`${side}.at`, '<', now()), eb(`${side}.n`, '<', limit)])
    const sql = (options: object, settings: PlanSettings) =>
      plannedSteps(engine, { m: timed(options) }, settings).flatMap((step) =>
        'sql' in step ? [step.sql] : step.kind === 'createTableAs' ? [step.select] : [],
      )
    const written = [
      ...sql({ incrementalPredicates: condition('target') }, { existing }).slice(-2),
      ...sql({ whenMatched: [{ and: condition('target'), action: 'delete' }] }, { existing }).slice(-1),
      // What a first run takes back, once the key is checked over all rows.
      ...sql({ whenMatched: [{ and: condition('source'), action: 'delete' }] }, {}).filter((text) =>
        /^delete/.test(text),
      ),
    ]
    expect(written).toHaveLength(4)
    const times = written.map((text) => /'(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)'/.exec(text)?.[1])
    expect(times).not.toContain(undefined)
    expect(times[0]).toBe(times[1])
    for (const text of written) expect(text).toMatch(/< \(7\)/)
    const digest = (day: string) => {
      const now = new Date(day)
      const steps = plannedSteps(engine, { m: timed({ incrementalPredicates: condition('target') }) }, { now })
      return steps.flatMap((step) => ('settings' in step ? [step.settings.mark?.code?.writes] : []))
    }
    expect(digest('2026-01-01')).toContainEqual(expect.stringMatching(/^[0-9a-f]{10}$/))
    expect(digest('2026-01-02')).toEqual(digest('2026-01-01'))
  },
)
