import { createModel, type Model } from '../core/definitions/model.js'
import type { ModelOptions } from '../core/definitions/options/model-options.js'
import type { AccessName, Membership, NoGroup, ReadableInputs, WithAccess } from '../core/query/access.js'
import type { QueryCallback, QueryRow } from '../core/query/query.js'
import type { Materialization } from '../core/steps/materialization.js'
import { buildRelation } from './steps/build-relation.js'

const viewMaterialization: Materialization = Object.freeze<Materialization>({
  name: 'view',
  relationType: 'view',
  config: {},
  refusesAudit: 'a view has no rows of its own: its readers see those of what it reads',
  rebuilds: () => true,
  plan: (input) => buildRelation(input, 'view'),
})

/**
 * Defines a model that is a view: its query runs each time that it is read.
 *
 * ```ts
 * export const src_links = view({ l: raw.raw_links }, (db) =>
 *   db.selectFrom('l').select(['l.movieId as movie_id', 'l.imdbId as imdb_id', 'l.tmdbId as tmdb_id']),
 * )
 * ```
 * The generated SQL (DuckDB): `create or replace view "main"."src_links" as select …`
 *
 * @param inputs The relations that the query reads; the keys are its only table names.
 * @param query Builds the query. Must be pure: it is called whenever the model is compiled.
 */
export function view<
  I extends ReadableInputs<Group>,
  F extends QueryCallback<I>,
  Group extends string | NoGroup = NoGroup,
  Access extends AccessName = 'protected',
>(
  inputs: I,
  query: F,
  options?: ModelOptions<QueryRow<F>> & Membership<Group, Access>,
): WithAccess<Model<QueryRow<F>>, Group, Access> {
  return createModel({ materialization: viewMaterialization, inputs, query, options })
}
