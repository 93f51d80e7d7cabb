import {
  type AliasedExpression,
  type Expression,
  ExpressionWrapper,
  type SelectQueryBuilder,
  type SqlBool,
  type StringReference,
} from 'kysely'
import type { Columns, RowOf } from '../core/columns/index.js'
import { compileDatabase } from '../core/compile/compile-database.js'
import { type Lookback, newerThanNode } from '../core/compile/newer-than.js'
import { selfNode } from '../core/compile/self.js'
import type { OneOrMore } from '../core/definitions/one-or-more.js'
import type { RunFacts } from '../core/definitions/query.js'
import { KerrosError } from '../core/errors/index.js'
import { castNull } from './cast-null.js'
import { checkLookback } from './check-lookback.js'
import { keyIsAmong } from './key-is-among.js'

/** The model's own stored relation, to be aliased. */
export interface SelfRelation<Row> {
  as<A extends string>(alias: A): AliasedExpression<Row, A>
}

export interface SinceOptions {
  /**
   * Also take rows up to this much older than the watermark, for data that arrives late. Needs a `uniqueKey` to merge on:
   * appended, the same rows would be there again after each run. `amount` is a whole number, at least 1.
   */
  readonly lookback?: Lookback
}

/** What the query of an incremental model can ask of its run. */
export interface IncrementalRun {
  /**
   * Keeps the rows that are newer than the stored watermark. On a first or a full-refresh run, and when nothing is
   * stored, all rows are kept. A row in which the column is NULL is not newer than anything: give it a value with
   * `coalesce` in what is read, or it is kept by a first run only.
   *
   * The generated SQL: `("r"."loaded_at" > (select max("loaded_at") from self) or (select max("loaded_at") from self) is null)`
   *
   * @param column A column of the query's tables, of the watermark's type.
   */
  since<DB, TB extends keyof DB, O>(
    column: NoInfer<StringReference<DB, TB>>,
    options?: SinceOptions,
  ): (query: SelectQueryBuilder<DB, TB, O>) => SelectQueryBuilder<DB, TB, O>
  /**
   * Keeps the rows whose key is among those that new rows touch, so that whole groups are computed anew. On a first or a
   * full-refresh run all rows are kept. NULL is no key, and equals none: leave such rows out of the query, or give them a
   * key with `coalesce` in what is read, or they are kept by a first run only.
   *
   * The generated SQL: `exists (select 1 from (KEYS) as "touched" where "touched"."user_id" = "r"."user_id")`
   *
   * @param columns One column of the query's tables, or several, in the order of the columns of `keys`.
   * @param keys A query over the new rows that returns the keys; usually with `since`.
   */
  touched<DB, TB extends keyof DB, O>(
    columns: OneOrMore<NoInfer<StringReference<DB, TB>>>,
    keys: Expression<{ [column: string]: any }>,
  ): (query: SelectQueryBuilder<DB, TB, O>) => SelectQueryBuilder<DB, TB, O>
  /**
   * The model's own relation as it is stored; without rows on a first or a full-refresh run. Its columns are given
   * here, because the model's row type follows from the query that reads it.
   */
  self<C extends Columns>(columns: C): SelfRelation<RowOf<C>>
}

/** The run of a model that begins anew: every row is new, nothing is stored. */
export const fullRun: IncrementalRun = Object.freeze<IncrementalRun>({
  since: (_, options) => {
    checkLookback(options?.lookback)
    return (query) => query
  },
  touched: () => (query) => query,
  self: (columns) => aliasable(emptyRelation(columns)),
})

/** What an incremental model's query gets for a run. */
export function incrementalRun(facts: RunFacts, watermark: string | undefined): IncrementalRun {
  if (!facts.isIncremental) return fullRun
  return {
    since: (column, options) => {
      checkLookback(options?.lookback)
      return (query) => {
        if (watermark === undefined) throw missingWatermark()
        return query.where((eb) => {
          const node = newerThanNode(eb.ref(column as never).toOperationNode(), watermark, options?.lookback)
          return new ExpressionWrapper<any, any, SqlBool>(node)
        })
      }
    },
    touched: (columns, keys) => (query) => query.where(keyIsAmong([columns].flat() as string[], keys)),
    self: () => aliasable(new ExpressionWrapper(selfNode())),
  }
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
