import { createModel, type Model } from '../core/definitions/model.js'
import type { ModelOptions } from '../core/definitions/options/model-options.js'
import type { AccessName, Membership, NoGroup, ReadableInputs, WithAccess } from '../core/query/access.js'
import type { QueryCallback, QueryRow } from '../core/query/query.js'
import type { Materialization } from '../core/steps/materialization.js'
import { buildRelation } from './steps/build-relation.js'

const tableMaterialization: Materialization = Object.freeze<Materialization>({
  name: 'table',
  relationType: 'table',
  config: {},
  rebuilds: () => true,
  plan: (input) => buildRelation(input, 'table'),
})

/**
 * Defines a model that is a table, rebuilt by every run and replaced in one piece.
 *
 * ```ts
 * export const dim_genres = table({ g: int_movie_genres }, (db) =>
 *   db.selectFrom('g').groupBy('g.genre').select(['g.genre', count().as('movie_count')]),
 * )
 * ```
 * The generated SQL (DuckDB): `create or replace table "main"."dim_genres" as select …`
 *
 * @param inputs The relations that the query reads; the keys are its only table names.
 * @param query Builds the query. Must be pure: it is called whenever the model is compiled.
 */
export function table<
  I extends ReadableInputs<Group>,
  F extends QueryCallback<I>,
  Group extends string | NoGroup = NoGroup,
  Access extends AccessName = 'protected',
>(
  inputs: I,
  query: F,
  options?: ModelOptions<QueryRow<F>> & Membership<Group, Access>,
): WithAccess<Model<QueryRow<F>>, Group, Access> {
  return createModel({ materialization: tableMaterialization, inputs, query, options })
}
