import type { OperationNode } from 'kysely'
import type { Column } from '../../columns/index.js'
import { constant } from '../../nodes/immediate.js'

/** A column's type as an argument of a canonical function. */
export function typeOperand(column: Column<any>): { toOperationNode(): OperationNode } {
  return { toOperationNode: () => constant(column.type) }
}
