import type { AliasedExpression, QueryCreator, SelectQueryBuilder } from 'kysely'
import { KerrosError } from '../core/errors/index.js'
import { text } from '../core/functions/index.js'
import { unitedColumnsNode } from '../core/infer/united-columns.js'
import type { QuerySource } from '../core/query/query-source.js'

/** How {@link unionRelations} unites. */
export interface UnionRelationsOptions<S extends string> {
  /** Adds a column of this name with the name of the relation that a row comes from, as the query knows it. */
  readonly sourceColumn?: S
}

// Not `QueryCreator<DB>` as a parameter: the compiler would infer tables out of its methods, and not those that there are.
type Tables<D> = D extends QuerySource<infer DB> ? DB : D extends QueryCreator<infer DB> ? DB : never
type RowsOf<D, N> = Tables<D>[N & keyof Tables<D>]

type ColumnNames<Row> = Row extends unknown ? keyof Row & string : never
type ValueOfColumn<Row, C> = Row extends unknown ? (C extends keyof Row ? Row[C] : null) : never

/** A row of several relations that are united by their columns' names. */
export type UnitedRow<Row, N extends string, S extends string> = {
  [C in ColumnNames<Row> | S]: C extends S ? N : ValueOfColumn<Row, C>
}

/**
 * All rows of several relations, united by their columns' names: a column that a relation lacks is NULL in its rows. Columns
 * come in the order of the first relation, then those that it lacks. In models only, where kerros knows the columns.
 *
 * ```ts
 * view({ web: web_orders, shop: shop_orders }, (db) => unionRelations(db, ['web', 'shop'], { sourceColumn: 'channel' }))
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case): `select "united".… from (select "web"."id", "web"."email",
 * cast(null as varchar) as "till", 'web' as "channel" from … union all select …) as "united"`.
 *
 * @param names Two of the query's relations, or more: inputs or common table expressions.
 * @throws KerrosError `E_INVALID_OPTION` for less than two relations or one of them twice; when the model is compiled,
 *   `E_TYPE_MISMATCH` for a column that is of different kinds in two of them, `E_COLUMNS_UNKNOWN` where raw SQL hides columns.
 */
export function unionRelations<D extends object, const N extends string, const S extends string = never>(
  db: D,
  names: readonly (N & keyof Tables<D>)[],
  options: UnionRelationsOptions<S> = {},
): SelectQueryBuilder<
  Tables<D> & { united: UnitedRow<RowsOf<D, N>, N, S> },
  'united',
  { [C in keyof UnitedRow<RowsOf<D, N>, N, S>]: UnitedRow<RowsOf<D, N>, N, S>[C] }
> {
  const { sourceColumn } = options
  const isRepeated = new Set(names).size < names.length
  if (names.length < 2 || isRepeated)
    throw new KerrosError(
      'E_INVALID_OPTION',
      `unionRelations was given ${isRepeated ? 'a relation twice' : 'one relation'}`,
      {
        hint: "Name two or more: unionRelations(db, ['web', 'shop']).",
      },
    )
  const [first, ...others] = names.map((table) => {
    const columns = { toOperationNode: () => unitedColumnsNode({ table, all: names }) }
    // The compiler writes out several columns for this one selection, so it has no alias.
    const selections = [columns, ...(sourceColumn === undefined ? [] : [text(table).as(sourceColumn)])]
    return (db as unknown as QueryCreator<any>)
      .selectFrom<string>(table)
      .select(selections as AliasedExpression<unknown, string>[])
  })
  const all = others.reduce((query, other) => query.unionAll(other), first!)
  // A query of its own, so that what is added to it (an order, a condition) is of the whole.
  return (db as unknown as QueryCreator<any>).selectFrom(all.as('united')).selectAll('united') as never
}
