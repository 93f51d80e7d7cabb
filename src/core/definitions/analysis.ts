import type { NoGroup, ReadableInputs } from '../query/access.js'
import type { DefinitionQuery, QueryCallback, QueryRow } from '../query/query.js'
import type { Inputs, ROW } from '../query/ref.js'
import { brand } from './options/brand.js'
import { checkQuery } from './options/check-query.js'
import { checkAbout, checkOptionNames, type OptionNames, objectOrEmpty } from './options/values/option-checks.js'

/** A query that answers a question: compiled and shown (`kerros show NAME`), never built. */
export interface Analysis<Row> {
  readonly kind: 'analysis'
  /** The relations that the query reads, by the names that it uses. */
  readonly inputs: Inputs
  /** The query as it was passed; `kerros show` runs it, no build does. */
  readonly query: DefinitionQuery<Row>
  /** What the analysis answers, for readers. */
  readonly description: string | undefined
  /** Words to select it by: `--select tag:weekly`. */
  readonly tags: readonly string[]
  readonly [ROW]: Row
}

/** What else an {@link analysis} says. */
export interface AnalysisOptions {
  /** What the analysis answers, for `kerros ls`, the documentation site and `manifest.json`. */
  readonly description?: string
  /** Words to select it by: `--select tag:weekly`. Default: none. */
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
export function analysis<I extends ReadableInputs<NoGroup>, F extends QueryCallback<I>>(
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
