import { type DiffOptions, diff, type NodeDiff, type RelationDiff } from 'kerros'
import { assertType, expectTypeOf, test as it } from 'vitest'

it('diff says what is compared with', () => {
  expectTypeOf(diff).parameter(0).toEqualTypeOf<DiffOptions>()
  assertType<DiffOptions>({ against: 'prod', key: ['id'], excludeColumns: ['loaded_at'], tolerance: 0.001 })
  // @ts-expect-error Property 'against' is missing
  assertType<DiffOptions>({ select: ['movies'] })
  // @ts-expect-error 'colums' does not exist in type 'DiffOptions'
  assertType<DiffOptions>({ against: 'prod', colums: ['id'] })
})

it('a node that was compared has counts, and one that was not has an error', () => {
  const node = {} as NodeDiff
  // @ts-expect-error Property 'rows' does not exist on a node with an error
  void node.rows
  if (node.status === 'error') {
    expectTypeOf(node.error.code).toBeString()
    return
  }
  expectTypeOf(node).toExtend<RelationDiff>()
  expectTypeOf(node.rows.changed).toBeNumber()
})
