import { boolean, integer, type Snapshot, scdType1, source, timestamp, varchar } from 'kerros'
import { expect, it } from 'vitest'
import type { ExistingRelation } from '../../../src/core/relations/relation.js'
import type { DialectName } from '../../../src/testing/compile-places.js'
import { type PlanSettings, plannedNode, plannedSteps } from '../planned-node.js'

const raw = source('raw', {
  e: { id: integer(), kind: varchar().nullable(), at: timestamp().nullable() },
  odd: { id: integer(), kerros_gone: integer(), is_deleted: boolean() },
})
const latest = (options: object = {}) => scdType1(raw.e, { uniqueKey: 'id', ...options } as never) as Snapshot<any>

const column = (name: string) => ({ name, type: 'VARCHAR' })
const SOURCE = ['id', 'kind', 'at'].map(column)
/** A table as it is after a run of `m`. */
const tableOf = (m: Snapshot<any>, columns = [...SOURCE, column('is_deleted')]): ExistingRelation => {
  const [made] = plannedSteps('duckdb', { m }).filter((step) => step.kind === 'createTableAs' && !step.temporary)
  return { type: 'table', columns, mark: (made as any).settings.mark }
}
const planned = (engine: DialectName, m: Snapshot<any>, existing?: ExistingRelation, settings?: PlanSettings) =>
  plannedSteps(engine, { m }, { ...settings, ...(existing && { existing: { m: existing } }) })
const kinds = (...args: Parameters<typeof planned>) => planned(...args).map(({ kind }) => kind)
const refusal = (m: Snapshot<any>, existing: ExistingRelation) =>
  plannedNode('duckdb', { m }, { existing: { m: existing } }).diagnostics.map(({ code, message }) => [code, message])

it('reads the source once, checks its key, and writes by one statement', () => {
  const m = latest()
  expect(kinds('duckdb', m)).toEqual(['createTableAs', 'assertUniqueKey', 'createTableAs', 'dropRelation'])
  const later = ['createTableAs', 'assertUniqueKey', 'assertColumnTypes', 'merge']
  expect(kinds('duckdb', m, tableOf(m))).toEqual([...later, 'dropRelation'])
  expect(kinds('snowflake', m, tableOf(m))).toEqual(later)
  expect(kinds('snowflake', m, tableOf(m), { fullRefresh: true })).toEqual(later)
})

const sqlOf = (m: Snapshot<any>, existing?: ExistingRelation) => {
  const steps = planned('duckdb', m, existing) as any[]
  const sql: string = existing ? steps.find(({ kind }) => kind === 'merge').sql : steps.at(-2).select
  return sql.replaceAll('"temp"."main"."kerros_main_m_source_run"', 'SOURCE').replaceAll('"main"."m"', 'TARGET')
}

it.each(['ignore', 'delete', 'mark'])('compares, adds and overwrites with hardDeletes: %s', (hardDeletes) => {
  const m = latest({ hardDeletes, ...(hardDeletes === 'mark' && { updatedAt: 'at' }) })
  expect(sqlOf(m)).toMatchSnapshot()
  expect(sqlOf(m, tableOf(m))).toMatchSnapshot()
})

it('compares with NULL where the table has no such column yet', () => {
  const m = latest({ updatedAt: 'at' })
  const sql = sqlOf(m, tableOf(m, [column('id'), column('KIND')]))
  expect(sql).toContain(`nullif(nullif("s"."at", 'infinity'), '-infinity') > cast(null as timestamp)`)
  expect(sql).toContain('"s"."kind" is distinct from "c"."kind" or "s"."at" is distinct from null')
})

it('says what it is: its settings and what decides its rows', () => {
  const of = (m: any) => m.materialization
  expect(of(latest())).toMatchObject({
    name: 'snapshot',
    config: { strategy: 'scd_type_1', uniqueKey: ['id'], hardDeletes: 'ignore' },
    checkedKey: ['id'],
    identity: { kind: 'scdType1', keeps: 'history', uniqueKey: ['id'] },
  })
  expect(of(latest()).storedRows).toEqual([{ deciders: ['id'], why: 'unique key', added: {} }])
  expect(of(latest({ updatedAt: 'at', hardDeletes: 'mark' })).storedRows).toEqual([
    { deciders: ['id'], why: 'unique key', added: { is_deleted: [] } },
    { deciders: ['at'], why: 'new version', added: {} },
  ])
})

it('goes on with a table that no run of kerros has built, after a look at its key', () => {
  const { mark: _, ...stored } = tableOf(latest())
  const steps = planned('duckdb', latest(), stored) as any[]
  expect(steps.map(({ kind }) => kind)).toEqual([
    'createTableAs',
    'assertUniqueKey',
    'assertUniqueKey',
    'assertColumnTypes',
    'applySettings',
    'merge',
    'dropRelation',
  ])
  expect(steps[2]).toMatchObject({ relation: { name: 'm' }, key: ['id'], isStored: true })
})

it('refuses a definition that contradicts the stored rows', () => {
  const marked = latest({ hardDeletes: 'mark' })
  const renamed = latest({ hardDeletes: 'mark', snapshotMetaColumnNames: { isDeleted: 'gone' } })
  const code = 'E_CHANGED_IDENTITY'
  expect(refusal(latest({ uniqueKey: 'kind' }), tableOf(latest()))).toEqual([
    [code, '"m" was built with the unique key "id" and now has "kind"'],
  ])
  expect(refusal(latest(), tableOf(marked))).toEqual([
    [code, `"m" was built with hardDeletes: 'mark', and its rows with "is_deleted" would now count as present`],
  ])
  expect(refusal(renamed, tableOf(marked))).toEqual([
    [code, '"m" was built with the column "is_deleted" for "isDeleted" and now names it "gone"'],
  ])
  expect(refusal(marked, tableOf(latest(), SOURCE))).toEqual([
    [code, `"m" was built without hardDeletes: 'mark', so its table has no column "is_deleted"`],
  ])
  expect(refusal(marked, tableOf(latest()))).toEqual([])
  expect(refusal(latest({ hardDeletes: 'delete' }), tableOf(latest()))).toEqual([])
  expect(refusal(latest(), { type: 'table', columns: [column('kind')] })).toEqual([
    [code, 'the stored table of snapshot "m" has no "id", so it is not its history'],
  ])
  expect(refusal(latest(), { type: 'table', columns: SOURCE, mark: { kind: 'incremental' } })).toEqual([
    [code, 'the stored table of snapshot "m" was built by incremental, so it is not its history'],
  ])
})

it('refuses columns that the source lacks, and names that it has already', () => {
  const messages = (m: Snapshot<any>) => plannedNode('duckdb', { m }, {}).diagnostics.map(({ message }) => message)
  expect(messages(latest({ uniqueKey: 'idd', updatedAt: 'kind' }))).toEqual([
    expect.stringContaining('the uniqueKey of "m"'),
    'the updatedAt of snapshot "m" is "kind", which is varchar',
  ])
  expect(messages(scdType1(raw.odd, { uniqueKey: 'id', hardDeletes: 'mark' }) as never)).toEqual([
    '"m" adds the column "is_deleted", which its source has already',
    'the source of "m" has the column "kerros_gone", a name that kerros keeps for itself',
  ])
  expect(() => scdType1(raw.e, {} as never)).toThrow(
    expect.objectContaining({ code: 'E_INVALID_DEFINITION', message: 'scdType1(…) has no unique key' }),
  )
})
