import type { DefinitionQuery, QueryCallback, QueryRow } from '../query/query.js'
import type { Inputs, ROW } from '../query/ref.js'
import { brand } from './options/brand.js'
import { checkQuery } from './options/check-query.js'
import { checkAbout, checkOptionNames, type OptionNames, objectOrEmpty } from './options/option-checks.js'

/** A query that answers a question: compiled and shown (`kerros show NAME`), never built. */
export interface Analysis<Row> {
  readonly kind: 'analysis'
  readonly inputs: Inputs
  readonly query: DefinitionQuery<Row>
  readonly description: string | undefined
  readonly tags: readonly string[]
  readonly [ROW]: Row
}

/** What else an {@link analysis} says. */
export interface AnalysisOptions {
  readonly description?: string
  readonly tags?: readonly string[]
}

const OPTIONS: OptionNames<AnalysisOptions> = { description: true, tags: true }

/**
 * Defines a query that answers a question over models.
 *
 * ```ts
 * export const best_movies = analysis({ m: movie_analysis }, (db) =>
 *   db.selectFrom('m').select(['movie_title', 'average_rating']).orderBy('average_rating', 'desc').limit(20),
 * )
 * ```
 */
export function analysis<I extends Inputs, F extends QueryCallback<I>>(
  inputs: I,
  query: F,
  options: AnalysisOptions = {},
): Analysis<QueryRow<F>> {
  checkQuery('analysis', inputs, query)
  const { description, tags } = objectOrEmpty(options)
  const diagnostics = [...checkOptionNames(options, OPTIONS), ...checkAbout({ description, tags })]
  return brand<Analysis<QueryRow<F>>>(
    {
      kind: 'analysis',
      inputs: Object.freeze({ ...inputs }),
      query: query as unknown as DefinitionQuery<QueryRow<F>>,
      description,
      tags: tags ?? [],
    },
    diagnostics,
  )
}
