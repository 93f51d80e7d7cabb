import type { DefinitionQuery, QueryCallback } from '../query/query.js'
import type { Inputs } from '../query/ref.js'
import type { Severity } from '../steps/step.js'
import { SEVERITIES, type TestOptions } from './column-test.js'
import { brand } from './options/brand.js'
import { checkQuery } from './options/check-query.js'
import { checkAbout, checkChoice, checkOptionNames, type OptionNames, objectOrEmpty } from './options/option-checks.js'

/** A test of its own (dbt's singular test): its query returns the failing rows. */
export interface DataTest {
  readonly kind: 'dataTest'
  readonly inputs: Inputs
  readonly query: DefinitionQuery<unknown>
  readonly severity: Severity
  readonly description: string | undefined
  readonly tags: readonly string[]
}

/** What else a {@link dataTest} says. */
export interface DataTestOptions extends TestOptions {
  readonly description?: string
  readonly tags?: readonly string[]
}

const OPTIONS: OptionNames<DataTestOptions> = { severity: true, description: true, tags: true }

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
  const { description, tags, severity } = objectOrEmpty(options)
  const diagnostics = [
    ...checkOptionNames(options, OPTIONS),
    ...checkChoice('severity', severity, SEVERITIES),
    ...checkAbout({ description, tags }),
  ]
  return brand<DataTest>(
    {
      kind: 'dataTest',
      inputs: Object.freeze({ ...inputs }),
      query: query as DefinitionQuery<unknown>,
      severity: severity ?? 'error',
      description,
      tags: tags ?? [],
    },
    diagnostics,
  )
}
