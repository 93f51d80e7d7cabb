import { createModel, type Model } from '../core/definitions/model.js'
import type { ModelOptions } from '../core/definitions/options/model-options.js'
import type { AccessName, Membership, NoGroup, ReadableInputs, WithAccess } from '../core/query/access.js'
import type { QueryCallback, QueryRow } from '../core/query/query.js'
import type { Materialization } from '../core/steps/materialization.js'

const ephemeralMaterialization: Materialization = Object.freeze<Materialization>({
  name: 'ephemeral',
  relationType: undefined,
  config: {},
  refusesAudit: 'an ephemeral model leaves nothing in the warehouse',
  rebuilds: () => true,
  plan: () => [],
})

/**
 * Defines a model that leaves nothing in the warehouse: queries that read it get it as a common table expression.
 *
 * ```ts
 * export const int_movie_genres_concat = ephemeral({ g: int_movie_genres }, (db) => …)
 * ```
 * The generated SQL of a reader: `with "int_movie_genres_concat" as (select …) select … from "int_movie_genres_concat" as "c"`
 *
 * @param inputs The relations that the query reads; the keys are its only table names.
 * @param query Builds the query. Must be pure: it is called whenever a reader is compiled.
 */
export function ephemeral<
  I extends ReadableInputs<Group>,
  F extends QueryCallback<I>,
  Group extends string | NoGroup = NoGroup,
  Access extends AccessName = 'protected',
>(
  inputs: I,
  query: F,
  options?: ModelOptions<QueryRow<F>> & Membership<Group, Access>,
): WithAccess<Model<QueryRow<F>>, Group, Access> {
  return createModel({ materialization: ephemeralMaterialization, inputs, query, options })
}
