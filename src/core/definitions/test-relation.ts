import type { Ref } from '../query/ref.js'
import { brand } from './options/brand.js'
import { checkOptionNames, type OptionNames, objectOrEmpty } from './options/values/option-checks.js'
import type { RelationTestEntry } from './relation-test.js'
import type { TestColumnsOptions } from './test-columns.js'
import { checkWhere, type TestedRows } from './test-options.js'

/** Tests of a whole relation that are declared apart from its definition. */
export interface RelationTests {
  readonly kind: 'testRelation'
  /** The relation that is tested. */
  readonly of: Ref<any>
  /** The tests, in order. */
  readonly tests: readonly RelationTestEntry<any>[]
  /** The condition that limits the tests to some rows. */
  readonly where: TestedRows<any> | undefined
}

const OPTIONS: OptionNames<TestColumnsOptions<any>> = { where: true }

/**
 * Puts tests on a whole source, seed, model or snapshot from another file: for sources, and for relations that are tested
 * against each other.
 *
 * ```ts
 * export const ratings_tests = testRelation(raw.ratings, [uniqueCombination(['user_id', 'movie_id'])])
 * ```
 */
export function testRelation<Row>(
  of: Ref<Row>,
  tests: readonly RelationTestEntry<NoInfer<Row>>[],
  options: TestColumnsOptions<NoInfer<Row>> = {},
): RelationTests {
  const { where } = objectOrEmpty(options)
  return brand<RelationTests>(
    { kind: 'testRelation', of, tests: Array.isArray(tests) ? Object.freeze([...tests]) : tests, where },
    [...checkOptionNames(options, OPTIONS), ...checkWhere(where)],
  )
}
