import { IdentifierNode, ListNode, RawNode } from 'kysely'
import type { TableFunction } from '../../../../core/functions/table-functions.js'
import { exact } from '../expressions/exact.js'
import { snowflakeCall } from '../expressions/snowflake-call.js'

/**
 * A table whose name and columns were created in quotes, as some loaders do: the rest of the query names its columns as usual.
 *
 * ```ts
 * db.selectFrom(exactTable<{ movieId: number }>(['RAW', 'Movies'], ['movieId']).as('m')).select('m.movieId')
 * ```
 * The generated SQL: `select "M"."MOVIEID" from (select "movieId" as "MOVIEID" from "RAW"."Movies") as "M"`.
 *
 * @param name The parts of the name, from the outermost.
 * @param columns The columns that are read; others do not exist for the query.
 */
export function exactTable<Row>(
  name: readonly [string, ...string[]],
  columns: readonly [keyof Row & string, ...(keyof Row & string)[]],
): TableFunction<Row> {
  const selections = columns.map((column) =>
    RawNode.create(['', ' as ', ''], [exact(column).toOperationNode(), IdentifierNode.create(column)]),
  )
  const parts = [ListNode.create(selections), exact(...name).toOperationNode()]
  return snowflakeCall<Row>('exact', ['(select ', ' from ', ')'], parts)
}
