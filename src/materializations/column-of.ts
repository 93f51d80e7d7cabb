import { ExpressionWrapper } from 'kysely'
import { qualifiedColumn } from '../core/compile/qualified-column.js'

/** A column of a table, whatever its name, for statements that materializations write. */
export function columnOf(table: string, column: string): ExpressionWrapper<any, any, any> {
  return new ExpressionWrapper(qualifiedColumn(table, column))
}
