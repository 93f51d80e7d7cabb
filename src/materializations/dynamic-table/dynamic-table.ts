import { createModel, type Model } from '../../core/definitions/model.js'
import type { AccessName, Membership, NoGroup, ReadableInputs, WithAccess } from '../../core/query/access.js'
import type { QueryCallback, QueryRow } from '../../core/query/query.js'
import { dynamicTableMaterialization } from './dynamic-table-materialization.js'
import { checkDynamicTableOptions, DYNAMIC_TABLE_OPTIONS, type DynamicTableOptions } from './dynamic-table-options.js'

/**
 * Defines a model that is a dynamic table: Snowflake itself keeps it up to date, between runs too. dbt's
 * `dynamic_table`. An engine without them, such as DuckDB, builds a plain table by every run.
 *
 * ```ts
 * export const genre_ratings = dynamicTable({ r: src_ratings }, (db) =>
 *   db.selectFrom('r').groupBy('r.movie_id').select(['r.movie_id', count().as('rating_count')]),
 *   { targetLag: '1 hour', snowflakeWarehouse: 'REFRESHING' },
 * )
 * ```
 * The generated SQL (Snowflake): `create or replace dynamic table "M"."DEV"."GENRE_RATINGS" target_lag = '1 hour'
 * warehouse = "REFRESHING" as select …`. A later run rebuilds it only when something of that has changed; a changed lag
 * or warehouse is altered: `alter dynamic table … set target_lag = '2 hours' warehouse = "REFRESHING"`. Changed grants and
 * comments of columns are written when it is rebuilt, as `--full-refresh` does.
 *
 * A contract is checked when the table is made, not at each of its refreshes.
 *
 * @param inputs The relations that the query reads; the keys are its only table names.
 * @param query Builds the query. Must be pure: it is called whenever the model is compiled.
 * @param options `targetLag` is required; the warehouse that refreshes is `snowflakeWarehouse`, else the target's.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-dynamic-table
 * @see https://docs.snowflake.com/en/user-guide/dynamic-tables-limitations for what its query cannot have
 */
export function dynamicTable<
  I extends ReadableInputs<Group>,
  F extends QueryCallback<I>,
  Group extends string | NoGroup = NoGroup,
  Access extends AccessName = 'protected',
>(
  inputs: I,
  query: F,
  options: DynamicTableOptions<QueryRow<F>> & Membership<Group, Access>,
): WithAccess<Model<QueryRow<F>>, Group, Access> {
  return createModel({
    materialization: dynamicTableMaterialization(options),
    inputs,
    query,
    options,
    optionNames: DYNAMIC_TABLE_OPTIONS,
    diagnostics: checkDynamicTableOptions(options),
  })
}
