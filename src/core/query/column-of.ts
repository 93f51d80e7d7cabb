import { type AliasedExpression, ExpressionWrapper } from 'kysely'
import { qualifiedColumn } from '../nodes/qualified-column.js'

/** A column of a table with any name: in a string such as `t.a as b`, Kysely would read more than a name. */
export function columnOf(table: string, column: string): ExpressionWrapper<any, any, any> {
  return new ExpressionWrapper(qualifiedColumn(table, column))
}

/** The same in a select list, under its own name. */
export function selectedColumn(table: string, column: string): AliasedExpression<any, string> {
  // Kysely asks for an alias, but takes any node.
  return columnOf(table, column) as unknown as AliasedExpression<any, string>
}
