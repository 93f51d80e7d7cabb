import type { AliasedExpression, Expression, OperationNodeSource } from 'kysely'
import { checkedSeparator } from './call/checked-separator.js'
import { scalar, type Takes, type ValueOf } from './call/function-call.js'

/** Rows that a function returns; in FROM they need an alias. */
export interface TableFunction<Row> extends Expression<Row> {
  /** Names the rows, for FROM and joins: `splitToTable(…).as('part')`. */
  as<A extends string>(alias: A): AliasedExpression<Row, A>
}

/**
 * A row for each part of a string; no row for NULL. `index` counts from 1.
 *
 * ```ts
 * db.selectFrom('m')
 *   .crossJoinLateral((eb) => splitToTable(eb.ref('m.genres'), '|').as('g'))
 *   .select(['m.movie_id', 'g.value as genre'])
 * ```
 * The generated SQL: Snowflake `inner join lateral split_to_table("M"."GENRES", '|') as "G"`, DuckDB `cross join lateral
 * (select unnest(…) as "value", generate_subscripts(…, 1) as "index" from (select string_split("m"."genres", '|') …)) as "g"`.
 *
 * @param separator Not empty.
 */
export function splitToTable<E extends OperationNodeSource>(
  x: Takes<E, string | null>,
  separator: string,
): TableFunction<{ value: string; index: number }> {
  return scalar<{ value: string; index: number }>('split_to_table', x, checkedSeparator('splitToTable', separator))
}

/**
 * A row for each value of a list; no row for NULL or an empty list. `index` counts from 0.
 *
 * On Snowflake `value` is a VARIANT: give it a type with `castTo(eb.ref('g.value'), varchar())` before it is stored or
 * compared, which changes nothing on DuckDB.
 *
 * The generated SQL: Snowflake `inner join lateral flatten(input => "M"."TAGS") as "G"`, DuckDB `cross join lateral (select
 * unnest(…) as "value", generate_subscripts(…, 1) - 1 as "index" …) as "g"`.
 */
export function flatten<E extends OperationNodeSource>(
  x: Takes<E, readonly unknown[] | null>,
): TableFunction<{ value: ElementOf<ValueOf<E>>; index: number }> {
  return scalar<{ value: ElementOf<ValueOf<E>>; index: number }>('flatten', x)
}

type ElementOf<L> = L extends readonly (infer T)[] ? T : never
