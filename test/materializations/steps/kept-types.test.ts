import { expect, it } from 'vitest'
import type { OutputColumn } from '../../../src/core/infer/output-column.js'
import type { ExistingColumn } from '../../../src/core/relations/relation.js'
import { expectedTypes, keptTypes, widenColumns } from '../../../src/materializations/steps/kept-types.js'
import { compilePlaces } from '../../../src/testing/compile-places.js'

const relation = { database: 'd', schema: 's', name: 'm' }
const columns: readonly OutputColumn[] = [
  { name: 'id', type: { name: 'integer' } },
  { name: 'Big', type: { name: 'bigint' } },
  { name: 'kind', type: { name: 'varchar' } },
  { name: 'price', type: { name: 'decimal', precision: 10, scale: 2 } },
  { name: 'unknown', type: undefined },
] as never

it('widens narrow columns whose types have no length of their own, and no others', () => {
  const stored: readonly ExistingColumn[] = [
    { name: 'ID', type: 'NUMBER(1,0)', isNarrow: true },
    { name: 'big', type: 'NUMBER(1,0)', isNarrow: true },
    { name: 'kind', type: 'VARCHAR' },
    { name: 'price', type: 'NUMBER(4,2)', isNarrow: true },
    { name: 'unknown', type: 'VARCHAR(4)', isNarrow: true },
    { name: 'gone', type: 'VARCHAR(4)', isNarrow: true },
  ]
  expect(widenColumns(relation, { type: 'table', columns: stored }, columns)).toEqual([
    {
      kind: 'widenColumns',
      relation,
      columns: [
        { name: 'ID', type: { name: 'integer' } },
        { name: 'big', type: { name: 'bigint' } },
      ],
    },
  ])
  const narrow = { ...stored[2]!, isNarrow: true }
  expect(widenColumns(relation, { type: 'table', columns: [narrow] }, columns)[0]!.columns).toEqual([
    { name: 'kind', type: { name: 'varchar' } },
  ])
  expect(widenColumns(relation, { type: 'table', columns: stored.slice(2) }, columns)).toEqual([])
})

it('new columns of strings have no length where tables take the lengths of expressions', () => {
  expect(keptTypes(columns, compilePlaces.snowflake.dialect)).toEqual({ kind: { name: 'varchar' } })
  expect(keptTypes(columns, compilePlaces.duckdb.dialect)).toEqual({})
})

it('the types that follow from a query leave out what is not known', () => {
  expect(Object.keys(expectedTypes(columns))).toEqual(['id', 'Big', 'kind', 'price'])
})
