import { expect, it } from 'vitest'
import { describeStep } from '../../../src/core/plan/describe-step.js'
import type { Relation } from '../../../src/core/relations/relation.js'
import type { Step } from '../../../src/core/steps/step.js'
import { duckDbSqlDialect } from '../../../src/dialects/duckdb/warehouse/duckdb-sql-dialect.js'

const dialect = duckDbSqlDialect('shop')
const orders: Relation = { database: 'shop', schema: 'main', name: 'orders' }
const batch: Relation = { database: 'shop', schema: 'main', name: 'orders__new' }
const described = (step: Step) =>
  describeStep(step, dialect).map(({ description, statements }) => [description, statements])

const types = { kind: 'assertColumnTypes', stored: [], expected: {}, contract: undefined, hint: '' } as const

it.each<readonly [step: Step, description: string | undefined, statements: readonly string[]]>([
  [{ kind: 'keepRelation', relation: orders }, 'leaves "main"."orders" unchanged: it is up to date', []],
  [{ kind: 'note', message: 'a column is left out', hint: 'Add it.' }, 'note: a column is left out\nAdd it.', []],
  [
    { ...types, batch, onChange: 'fail' },
    'reads the column types of "main"."orders__new", and refuses types that are not those of the stored columns',
    [],
  ],
  [{ ...types, batch: undefined, onChange: 'note' }, 'notes types that are not those of the stored columns', []],
  [
    { kind: 'assertContract', relation: orders, columns: {}, nullCheck: undefined },
    `reads the column types of "main"."orders", and refuses others than the contract's: `,
    [],
  ],
  [
    { kind: 'assertUniqueKey', relation: orders, key: ['id', 'day'], isStored: true, sql: 'select 1' },
    'refuses the stored rows where "id", "day" repeats or is NULL',
    ['select 1'],
  ],
  [
    { kind: 'assertUniqueKey', relation: orders, key: ['id'], isStored: false, sql: 'select 1' },
    'refuses the rows where "id" repeats or is NULL',
    ['select 1'],
  ],
  [
    { kind: 'alterColumns', relation: orders, like: batch, add: [], drop: ['note'], types: {} },
    'reads the column types of "main"."orders__new" first',
    ['alter table "main"."orders" drop column if exists "note"'],
  ],
  [{ kind: 'createSchema', database: 'shop', schema: 'marts' }, undefined, ['create schema if not exists "marts"']],
])('says what the statements of a step do not: %j', (step, description, statements) => {
  expect(described(step)).toEqual([[description, statements]])
})

it('describes what is in a transaction and in an attempt, and what happens when it fails', () => {
  const drop: Step = { kind: 'dropRelation', relation: batch, type: 'table', temporary: false }
  const insert: Step = { kind: 'insert', relation: orders, sql: 'insert into "orders" select 1' }
  const note: Step = { kind: 'note', message: 'a', hint: 'b' }
  expect(described({ kind: 'transaction', steps: [insert, note] })).toEqual([
    [undefined, ['begin transaction']],
    [undefined, [insert.sql]],
    ['note: a\nb', []],
    [undefined, ['commit']],
  ])
  expect(described({ kind: 'attempt', steps: [insert], undo: [drop, insert] })).toEqual([
    [`if one of the next steps fails: drop table if exists "main"."orders__new"; ${insert.sql}`, []],
    [undefined, [insert.sql]],
  ])
})
