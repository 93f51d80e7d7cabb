import { expect, it } from 'vitest'
import { columnsAfter, type OnSchemaChange, schemaChange } from '../../../src/materializations/steps/schema-change.js'

const relation = { database: 'd', schema: 's', name: 'm' }
const batch = { ...relation, name: 'm_batch' }
const types = { b: { name: 'varchar' } } as const

function changeOf(stored: readonly string[], columns: readonly string[], policy: OnSchemaChange | undefined) {
  const existing = { type: 'table', columns: stored.map((name) => ({ name, type: 'INTEGER' })) } as const
  const change = schemaChange({ name: 'm', relation, existing, batch, columns, types, policy })
  return { ...change, after: columnsAfter(existing, change.alter) }
}

const alter = (add: readonly string[], drop: readonly string[]) => ({
  kind: 'alterColumns',
  relation,
  like: batch,
  add,
  drop,
  types,
})

it.each<readonly [policy: OnSchemaChange, stored: string, columns: string, add: string, drop: string, after: string]>([
  ['append_new_columns', 'a', 'a b', 'b', '', 'a b'],
  ['append_new_columns', 'a c', 'b a', 'b', '', 'a c b'],
  ['sync_all_columns', 'a c', 'b a', 'b', 'c', 'a b'],
  ['sync_all_columns', 'a c', 'a', '', 'c', 'a'],
  ['sync_all_columns', 'a', 'a b', 'b', '', 'a b'],
])('%s changes a table with %s for a query with %s', (policy, stored, columns, add, drop, after) => {
  const list = (names: string) => names.split(' ').filter(Boolean)
  expect(changeOf(list(stored), list(columns), policy)).toEqual({
    alter: alter(list(add), list(drop)),
    note: undefined,
    written: list(columns),
    after: list(after),
  })
})

it.each([undefined, 'ignore', 'fail', 'append_new_columns', 'sync_all_columns'] as const)(
  'changes nothing by %s where columns differ in case and order only',
  (policy) => {
    const same = { alter: undefined, note: undefined, written: ['b', 'A'], after: ['a', 'B'] }
    expect(changeOf(['a', 'B'], ['b', 'A'], policy)).toEqual(same)
  },
)

it('leaves new columns out by default and says so; a written `ignore` does it in silence', () => {
  const left = { alter: undefined, written: ['a'], after: ['a'] }
  expect(changeOf(['a'], ['a', 'b'], 'ignore')).toEqual({ ...left, note: undefined })
  const note = (message: string) => ({ kind: 'note', message, hint: expect.stringContaining('--full-refresh') })
  expect(changeOf(['a'], ['a', 'b'], undefined)).toEqual({
    ...left,
    note: note('the query of "m" now has "b", which is not added to its table'),
  })
  expect(changeOf(['a'], ['b', 'a', 'c'], undefined).note).toEqual(
    note('the query of "m" now has "b", "c", which are not added to its table'),
  )
})

it.each<readonly [policy: OnSchemaChange | undefined, columns: readonly string[], what: string]>([
  [undefined, ['a'], 'lost "c"'],
  ['ignore', ['a', 'b'], 'lost "c"'],
  ['fail', ['a'], 'lost "c"'],
  ['fail', ['a', 'c', 'b'], 'gained "b"'],
  ['fail', ['a', 'b'], 'gained "b" and lost "c"'],
])('%s refuses a table with a, c for a query with %j', (policy, columns, what) => {
  const message = `the query of "m" has ${what} since its table was built`
  const refused = expect.objectContaining({ code: 'E_CHANGED_COLUMNS', message })
  expect(() => changeOf(['a', 'c'], columns, policy)).toThrow(refused)
})
