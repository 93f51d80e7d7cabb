import { ColumnNode, FunctionNode, type OperationNode, ParensNode, ReferenceNode, ValueNode } from 'kysely'
import { canonicalFunction, canonicalKind } from '../functions/call/canonical-function.js'
import { QUALIFY } from '../nodes/qualify.js'

/** The column of a query's own tables that a reference means, as one string; `undefined` when it means none of them. */
export type ResolveColumn = (reference: ReferenceNode | ColumnNode) => string | undefined

/** Whether a function gives one value for a row, the same whenever its arguments are the same. */
export function isPureFunction(name: string): boolean {
  if (name.toLowerCase() === 'coalesce') return true
  const canonical = canonicalFunction(name)
  if (canonical === undefined || name === QUALIFY) return false
  // What else kerros writes as a function is of one row, as a variable is.
  return (canonicalKind(canonical) ?? 'value') === 'value'
}

/**
 * A string that is equal for expressions that have the same value in one row: a column, or pure functions of columns and
 * constants. `undefined` for all others, raw SQL among them.
 */
export function expressionKey(node: OperationNode, resolve: ResolveColumn): string | undefined {
  if (ParensNode.is(node)) return expressionKey(node.node, resolve)
  if (ReferenceNode.is(node) || ColumnNode.is(node)) return resolve(node)
  if (ValueNode.is(node)) return `value ${typeof node.value} ${JSON.stringify(node.value, printable)}`
  if (!FunctionNode.is(node) || !isPureFunction(node.func)) return undefined
  const parts = node.arguments.map((argument) => expressionKey(argument, resolve))
  return parts.includes(undefined) ? undefined : JSON.stringify([node.func, ...parts])
}

function printable(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
