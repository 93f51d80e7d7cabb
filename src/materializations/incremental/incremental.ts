import { createModel, type Model } from '../../core/definitions/model.js'
import { objectOrEmpty } from '../../core/definitions/options/values/option-checks.js'
import { withWritten } from '../../core/definitions/options/written-query.js'
import type { AccessName, Membership, NoGroup, ReadableInputs, WithAccess } from '../../core/query/access.js'
import type { QueryCallback, QueryRow, RunFacts } from '../../core/query/query.js'
import { incrementalMaterialization } from './incremental-materialization.js'
import { checkIncrementalOptions, INCREMENTAL_OPTIONS, type IncrementalOptions } from './incremental-options.js'
import { type IncrementalRun, incrementalRun } from './incremental-run.js'
import { checkWholeInputs } from './microbatch/whole-inputs.js'
import { type RunUse, runUse } from './run-use.js'

/**
 * Defines a model that is an incremental table: a first run builds it, later runs compute new rows only and add or merge
 * them.
 *
 * ```ts
 * export const fct_ratings = incremental(
 *   { r: src_ratings },
 *   (db, { since }) => db.selectFrom('r').selectAll().$call(since('r.loaded_at')),
 *   { uniqueKey: ['user_id', 'movie_id'], watermark: 'loaded_at' },
 * )
 * ```
 * The generated SQL (DuckDB), from the second run on: the new rows go into a temporary table, a check refuses keys that
 * repeat in it, then `merge into "main"."fct_ratings" as "t" using … on … when matched then update … when not matched
 * then insert …`.
 *
 * @param inputs The relations that the query reads; the keys are its only table names.
 * @param query Builds the query. Must be pure: it is called once for a full run and once for an incremental one.
 */
export function incremental<
  I extends ReadableInputs<Group>,
  F extends QueryCallback<I, [run: IncrementalRun]>,
  Group extends string | NoGroup = NoGroup,
  Access extends AccessName = 'protected',
>(
  inputs: I,
  query: F,
  options: IncrementalOptions<QueryRow<F>, keyof I & string> & Membership<Group, Access> = {},
): WithAccess<Model<QueryRow<F>>, Group, Access> {
  const { watermark } = objectOrEmpty(options)
  let use: RunUse | undefined
  return createModel({
    materialization: incrementalMaterialization(objectOrEmpty(options), () => {
      use ??= runUse(query)
      return use
    }),
    inputs,
    query: withWritten((db: any, facts: RunFacts) => query(db, incrementalRun(facts, watermark)), query),
    options,
    optionNames: INCREMENTAL_OPTIONS,
    diagnostics: [
      ...checkIncrementalOptions(objectOrEmpty(options)),
      ...checkWholeInputs(objectOrEmpty(options), objectOrEmpty(inputs)),
    ],
  })
}
