import type { AliasedExpression, QueryCreator, SelectQueryBuilder } from 'kysely'
import { KerrosError } from '../core/errors/index.js'
import { text } from '../core/functions/index.js'
import { columnOf } from '../core/query/column-of.js'
import type { QuerySource } from '../core/query/query-source.js'

type Tables<D> = D extends QuerySource<infer DB> ? DB : D extends QueryCreator<infer DB> ? DB : never
type RowOf<D, T> = Tables<D>[T & keyof Tables<D>]

/** Which columns become rows. */
export interface UnpivotOptions<Row, C extends string, K extends string, N extends string, V extends string> {
  /** The columns that become rows, one after the other; all of one kind. */
  readonly columns: readonly (C & keyof Row & string)[]
  /** The columns that each of these rows has too. */
  readonly keep: readonly (K & keyof Row & string)[]
  /** The name of the new column that says which column a value was in. */
  readonly nameAs: N
  /** The name of the new column with the value. */
  readonly valueAs: V
}

/** A row of an unpivoted relation. */
export type UnpivotedRow<Row, C, K, N extends string, V extends string> = {
  [X in Extract<K, keyof Row> | N | V]: X extends N ? C : X extends V ? Row[C & keyof Row] : Row[X & keyof Row]
}

/**
 * Columns as rows, one for each column and row: dbt_utils' `unpivot`. NULLs are rows, too: leave them out with `where`.
 *
 * ```ts
 * view({ s: sales }, (db) =>
 *   unpivot(db, 's', { columns: ['q1', 'q2'], keep: ['shop'], nameAs: 'quarter', valueAs: 'amount' }),
 * )
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case): `select "unpivoted".* from (select "s"."shop", 'q1' as "quarter",
 * "s"."q1" as "amount" from … as "s" union all select "s"."shop", 'q2' as "quarter", …) as "unpivoted"`
 *
 * @param table One of the query's relations: an input or a common table expression.
 * @throws KerrosError `E_INVALID_OPTION` without columns, for a column named twice, and for a new name that is a column.
 */
export function unpivot<
  D extends object,
  const T extends string,
  const C extends string,
  const K extends string,
  const N extends string,
  const V extends string,
>(
  db: D,
  table: T & keyof Tables<D>,
  options: UnpivotOptions<RowOf<D, T>, C, K, N, V>,
): SelectQueryBuilder<
  Tables<D> & { unpivoted: UnpivotedRow<RowOf<D, T>, C, K, N, V> },
  'unpivoted',
  { [X in keyof UnpivotedRow<RowOf<D, T>, C, K, N, V>]: UnpivotedRow<RowOf<D, T>, C, K, N, V>[X] }
> {
  const { columns, keep, nameAs, valueAs } = options as UnpivotOptions<any, string, string, string, string>
  checkUnpivot(columns, [...keep, nameAs, valueAs])
  const creator = db as unknown as QueryCreator<any>
  const selections = (column: string): AliasedExpression<unknown, string>[] => [
    ...keep.map((name) => columnOf(table, name).as(name)),
    text(column).as(nameAs),
    columnOf(table, column).as(valueAs),
  ]
  const [first, ...others] = columns.map((column) => creator.selectFrom<string>(table).select(selections(column)))
  const all = others.reduce((query, other) => query.unionAll(other), first!)
  // A query of its own, so that what is added to it (an order, a condition) is of the whole.
  return creator.selectFrom(all.as('unpivoted')).selectAll('unpivoted') as never
}

function checkUnpivot(columns: readonly string[], others: readonly string[]): void {
  if (columns.length === 0)
    throw new KerrosError('E_INVALID_OPTION', 'unpivot has no columns to make rows of', {
      hint: "Name them: columns: ['q1', 'q2'].",
    })
  const twice = repeatedName(columns) ?? repeatedName(others)
  if (twice === undefined) return
  throw new KerrosError('E_INVALID_OPTION', `unpivot names "${twice}" twice`, {
    hint: 'Name each column once; `nameAs` and `valueAs` are other names than those of `keep`.',
  })
}

function repeatedName(names: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name.toLowerCase()).size)
}
