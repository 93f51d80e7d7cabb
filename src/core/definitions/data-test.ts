import type { DefinitionQuery, QueryCallback } from '../query/query.js'
import type { Inputs } from '../query/ref.js'
import { brand } from './options/brand.js'
import { checkQuery } from './options/check-query.js'
import { checkOptionNames, objectOrEmpty } from './options/values/option-checks.js'
import { checkFailureOptions, FAILURE_OPTIONS, type FailureOptions } from './test-options.js'

/** A test of its own (dbt's singular test): its query returns the failing rows. */
export interface DataTest {
  readonly kind: 'dataTest'
  /** The relations that the query reads, by the names that it uses. */
  readonly inputs: Inputs
  /** The query as it was passed; it returns the failing rows. */
  readonly query: DefinitionQuery<unknown>
  /** The options as they were passed. */
  readonly options: DataTestOptions
}

/** What else a {@link dataTest} says. */
export interface DataTestOptions extends FailureOptions {}

/**
 * Defines a test whose query returns the failing rows; it passes when there are no such rows.
 *
 * ```ts
 * export const test_no_future_ratings = dataTest({ r: src_ratings }, (db) =>
 *   db.selectFrom('r').selectAll().where('r.rated_at', '>', sql<Date>`current_timestamp`),
 * )
 * ```
 */
export function dataTest<I extends Inputs>(
  inputs: I,
  query: QueryCallback<I>,
  options: DataTestOptions = {},
): DataTest {
  checkQuery('dataTest', inputs, query)
  return brand<DataTest>(
    {
      kind: 'dataTest',
      inputs: Object.freeze({ ...inputs }),
      query: query as DefinitionQuery<unknown>,
      options: Object.freeze({ ...objectOrEmpty(options) }),
    },
    [...checkOptionNames(options, FAILURE_OPTIONS), ...checkFailureOptions(options)],
  )
}
