import {
  type ControlledTransaction,
  ExpressionWrapper,
  type Kysely,
  type QueryCreator,
  type Selectable,
  TableNode,
  type Transaction,
} from 'kysely'
import type { TableFunction } from '../../../../core/functions/table-functions.js'

/** The tables of a database. In this order, since the type checker reads them from a class by its own name only. */
type TablesOf<D> =
  D extends ControlledTransaction<infer DB, any>
    ? DB
    : D extends Transaction<infer DB>
      ? DB
      : D extends Kysely<infer DB>
        ? DB
        : D extends QueryCreator<infer DB>
          ? DB
          : never

/**
 * A table as something that `at`, `before`, `sample`, `pivot` and `unpivot` read from, with its row type. Its name may have
 * three parts, which Kysely's own `selectFrom` cuts off.
 *
 * ```ts
 * db.selectFrom(tableOf(db, 'movielens.dev.movies').as('m')).select('m.title')
 * ```
 * The generated SQL: `select "M"."TITLE" from "MOVIELENS"."DEV"."MOVIES" as "M"`.
 *
 * @param _db Names the tables for the type checker; nothing is sent.
 */
export function tableOf<D extends QueryCreator<any>, T extends keyof TablesOf<D> & string>(
  _db: D,
  name: T,
): TableFunction<Selectable<TablesOf<D>[T]>> {
  const parts = name.split('.').map((part) => part.trim())
  const table = parts.pop() ?? name
  const node = parts.length > 0 ? TableNode.createWithSchema(parts.join('.'), table) : TableNode.create(table)
  return new ExpressionWrapper<{}, never, Selectable<TablesOf<D>[T]>>(node)
}
