import { createModel, type Model } from '../../core/definitions/model.js'
import type { ModelOptions } from '../../core/definitions/options/model-options.js'
import type { OneOrMore } from '../../core/definitions/options/one-or-more.js'
import { readable } from '../../core/definitions/options/option-mistakes.js'
import { withWritten } from '../../core/definitions/options/written-query.js'
import type { QueryCallback, QueryRow, RunFacts } from '../../core/query/query.js'
import type { Inputs } from '../../core/query/ref.js'
import type { OnSchemaChange } from '../steps/schema-change.js'
import { incrementalMaterialization } from './incremental-materialization.js'
import { INCREMENTAL_OPTIONS, incrementalMistakes } from './incremental-mistakes.js'
import { type IncrementalRun, incrementalRun, type Moment } from './incremental-run.js'
import { runUse } from './run-use.js'
import type { StrategyName } from './strategies/index.js'

/** Columns whose greatest value says how far a table has come; a sentence for readers where there is none. */
type WatermarkColumn<Row, K = MomentColumn<Row>> = [K] extends [never]
  ? 'no column of the query is a timestamp, a date or a number'
  : K

type MomentColumn<Row> = {
  [K in keyof Row & string]: NonNullable<Row[K]> extends Moment ? K : never
}[keyof Row & string]

export interface IncrementalOptions<Row> extends ModelOptions<Row> {
  /**
   * The column or columns that no two rows share, and that are never NULL. Without one, new rows are appended.
   *
   * Every run that writes refuses rows in which the key repeats or is NULL (`E_DUPLICATE_KEY`), the first one included, and
   * before anything is written. What follows from the query is not asked: a key that it is grouped by, for instance.
   */
  readonly uniqueKey?: OneOrMore<keyof Row & string>
  /** How new rows get into the table. Default: `merge` with a unique key, else `append`. */
  readonly strategy?: StrategyName
  /**
   * The column whose greatest stored value `since` compares with: a timestamp, a date or a number. NULLs in it do not
   * count.
   */
  readonly watermark?: WatermarkColumn<Row>
  /**
   * What happens when the query's columns are not those of the stored table. Default: `ignore`, and a run says which new
   * columns the table does not get; written out, it does so without a word.
   *
   * A column with another kind of value, or with more digits behind the point, than the table's is reported by default,
   * accepted by `ignore`, and refused by the others; one that breaks its `contract` is refused always. On DuckDB the types of
   * the new rows are compared; on Snowflake those that follow from the query, which takes no statement.
   */
  readonly onSchemaChange?: OnSchemaChange
  /** With `merge`: the only columns that a matching row's update writes. Default: all but the key. */
  readonly mergeUpdateColumns?: readonly (keyof Row & string)[]
  /** With `merge`: columns that a matching row keeps. */
  readonly mergeExcludeColumns?: readonly (keyof Row & string)[]
  /** `false` protects the table from `--full-refresh`; `true` builds it anew by every run. */
  readonly fullRefresh?: boolean
}

/**
 * Defines a model that is a table which is kept: a first run builds it, later runs compute new rows only and add or
 * merge them.
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
export function incremental<I extends Inputs, F extends QueryCallback<I, [run: IncrementalRun]>>(
  inputs: I,
  query: F,
  options: IncrementalOptions<QueryRow<F>> = {},
): Model<QueryRow<F>> {
  const { watermark } = readable(options)
  return createModel({
    materialization: incrementalMaterialization(readable(options), () => runUse(query)),
    inputs,
    query: withWritten((db: any, facts: RunFacts) => query(db, incrementalRun(facts, watermark)), query),
    options,
    optionNames: INCREMENTAL_OPTIONS,
    mistakes: incrementalMistakes(readable(options)),
  })
}
