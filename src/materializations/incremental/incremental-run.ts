import {
  type AliasedExpression,
  type Expression,
  ExpressionWrapper,
  type ExtractTypeFromReferenceExpression,
  type OperationNode,
  type SelectQueryBuilder,
  type SqlBool,
  type StringReference,
} from 'kysely'
import type { Columns, DateString, RowOf } from '../../core/columns/index.js'
import { isKnownNode, type Lookback, newerThanNode } from '../../core/compile/rows/newer-than.js'
import type { OneOrMore } from '../../core/definitions/options/values/one-or-more.js'
import { KerrosError } from '../../core/errors/index.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { selfNode } from '../../core/nodes/self.js'
import type { RunFacts } from '../../core/query/query.js'
import { castNull } from '../statement/canonical-call.js'
import { checkSinceOptions, checkTouchedOptions } from './check-run-options.js'
import { keyIsAmong } from './key-is-among.js'

/** The model's own stored relation, to be aliased. */
export interface SelfRelation<Row> {
  /** Names the relation, for FROM and joins: `self({ … }).as('s')`. */
  as<A extends string>(alias: A): AliasedExpression<Row, A>
}

/** Which rows `since` keeps besides the newer ones. */
export interface SinceOptions {
  /**
   * Also keeps rows up to this much older than the watermark, the bound included, for data that arrives late. Needs a
   * `uniqueKey` to merge on: appended, the same rows would be there again after each run. `amount` is a whole number, at
   * least 1. Dates look back by `day` or `month`, numbers do not.
   */
  readonly lookback?: Lookback
  /**
   * `again` also keeps rows at the watermark itself, for timestamps that rows of a later load can share. Needs a
   * `uniqueKey`. Default: they are left out, which is right for load stamps.
   */
  readonly ties?: 'again'
  /**
   * What becomes of rows in which the column is NULL: `skip` leaves them out of every run, the first one included; `always`
   * keeps them in every run, which needs a `uniqueKey`. Must be given where the column can be NULL.
   */
  readonly nulls?: 'skip' | 'always'
}

/** What becomes of stored rows of touched groups. */
export interface TouchedOptions {
  /**
   * `delete`: stored rows of a touched group that the query no longer returns are deleted. `keep`: they stay, and `touched` is only
   * a filter. Default: `delete`; must be given where the query may return only some rows of a group, because it uses
   * `since` outside of the keys or reads `self`.
   */
  readonly gone?: 'delete' | 'keep'
}

/** The options of `since` over a column that can be NULL. */
export interface NullableSinceOptions extends SinceOptions {
  readonly nulls: 'skip' | 'always'
}

/** Values that say which rows are newer. Text is none of them: `'9'` comes after `'10'`. */
export type WatermarkValue = Date | number | bigint | DateString | `${number}`

/** The values of a column that a query's tables have. */
type ColumnValue<DB, TB extends keyof DB, C> = ExtractTypeFromReferenceExpression<DB, TB, C>

/** The column itself if it has timestamps, and otherwise what it should be, for the compiler's message. */
type SinceColumn<DB, TB extends keyof DB, C> = [ColumnValue<DB, TB, C>] extends [WatermarkValue | null]
  ? C
  : 'a column of timestamps, dates or numbers'

/**
 * What follows a column in `since`. Distributive: for a column that is not there the compiler tries all that there are, and
 * shall report the column, not a missing option.
 */
type SinceArguments<DB, TB extends keyof DB, C> = C extends unknown
  ? null extends ColumnValue<DB, TB, C>
    ? [nulls: NullableSinceOptions]
    : [options?: SinceOptions]
  : never

/** What the query of an incremental model can ask of its run. */
export interface IncrementalRun {
  /**
   * Keeps the rows that are newer than the stored watermark. On a first or a full-refresh run, and when the table has no
   * rows, all rows are kept. docs/incremental.md says what becomes of rows that tie with it, are late or have no timestamp.
   *
   * The generated SQL: `("r"."loaded_at" > W or (W is null and ("r"."loaded_at" is not null or (select count(*) from self) = 0)))`,
   * with `(select max("loaded_at") from self)` for W
   *
   * @param column A column of the query's tables that holds timestamps, dates or numbers, of the watermark's type.
   * @param options Must say what becomes of NULLs if the column can be NULL.
   * @throws KerrosError `E_INVALID_OPTION` for an invalid `lookback`, `ties` or `nulls`.
   */
  since<DB, TB extends keyof DB, O, const C extends NoInfer<StringReference<DB, TB>>>(
    column: SinceColumn<DB, TB, C>,
    ...options: SinceArguments<DB, TB, C>
  ): (query: SelectQueryBuilder<DB, TB, O>) => SelectQueryBuilder<DB, TB, O>
  /**
   * Keeps the rows whose key is among those that new rows touch, so that whole groups are computed again. On a first or a
   * full-refresh run all rows are kept. Rows whose key is NULL are one group. Stored rows of a touched group that the query no
   * longer returns are deleted: docs/incremental.md says what is promised.
   *
   * The generated SQL:
   * `exists (select 1 from (KEYS) as "touched_keys" where "touched_keys"."user_id" is not distinct from "r"."user_id")`;
   * the keys are stored with the new rows, and the statement that writes those deletes by them.
   *
   * @param columns One column of the query's tables, or several, in the order of the columns of `keys`. The query returns them
   *   unchanged, so that stored rows of a group can be found.
   * @param keys A query over the new rows that returns the keys; usually with `since`.
   * @throws KerrosError `E_INVALID_OPTION` for keys of another number of columns, or an option that is not valid.
   */
  touched<DB, TB extends keyof DB, O>(
    columns: OneOrMore<NoInfer<StringReference<DB, TB>>>,
    keys: Expression<{ [column: string]: any }>,
    options?: TouchedOptions,
  ): (query: SelectQueryBuilder<DB, TB, O>) => SelectQueryBuilder<DB, TB, O>
  /**
   * The model's own relation as it is stored; without rows on a first or a full-refresh run. Its columns are given
   * here, because the model's row type follows from the query that reads it.
   */
  self<C extends Columns>(columns: C): SelfRelation<RowOf<C>>
}

/** The run of a model that is built from nothing: every row is new, nothing is stored. */
export const fullRun: IncrementalRun = Object.freeze<IncrementalRun>({
  since: (column, options?: SinceOptions) => {
    checkSinceOptions(options)
    if (options?.nulls !== 'skip') return (query) => query
    return (query) => query.where((eb) => condition(isKnownNode(eb.ref(column as never).toOperationNode())))
  },
  touched: (_, __, options) => {
    checkTouchedOptions(options)
    return (query) => query
  },
  self: (columns) => aliasable(emptyRelation(columns)),
})

/** What an incremental model's query gets for a run. */
export function incrementalRun(facts: RunFacts, watermark: string | undefined): IncrementalRun {
  if (!facts.isIncremental) return fullRun
  return {
    since: (column, options: SinceOptions = {}) => {
      checkSinceOptions(options)
      const { lookback, ties, nulls } = options
      return (query) => {
        if (watermark === undefined) throw missingWatermark()
        return query.where((eb) => {
          const timestamp = eb.ref(column as never).toOperationNode()
          return condition(newerThanNode({ column: timestamp, watermark, rule: { lookback, ties, nulls } }))
        })
      }
    },
    touched: (columns, keys, options) => {
      checkTouchedOptions(options)
      return (query) => query.where(keyIsAmong([columns].flat() as string[], keys, options?.gone))
    },
    self: () => aliasable(new ExpressionWrapper(selfNode())),
  }
}

function condition(node: OperationNode): ExpressionWrapper<any, any, SqlBool> {
  return new ExpressionWrapper(node)
}

function missingWatermark(): KerrosError {
  return new KerrosError('E_INVALID_OPTION', 'since(…) needs the option `watermark`', {
    hint: 'Name the output column that holds the greatest value of the column in since(…).',
  })
}

function emptyRelation(columns: Columns): Expression<any> {
  return compileDatabase
    .selectNoFrom(Object.entries(columns).map(([name, column]) => castNull(column.type).as(name)))
    .where((eb) => eb.lit(false))
}

function aliasable<Row>(expression: Expression<any>): SelfRelation<Row> {
  return { as: (alias) => new ExpressionWrapper<any, any, Row>(expression.toOperationNode()).as(alias) as never }
}
