import { type OperationNode, ValueNode } from 'kysely'
import type { SqlType } from '../columns/index.js'

/** The constant that an argument node carries: a date part, a pattern, a type. It never comes from data. */
export function immediate(node: OperationNode | undefined): unknown {
  return node && ValueNode.is(node) ? node.value : undefined
}

/** The constant text that an argument node carries. */
export function immediateText(node: OperationNode | undefined): string {
  const value = immediate(node)
  if (typeof value !== 'string') throw new TypeError('a canonical function was made without its constant text')
  return value
}

/** The constant SQL type that an argument node carries. */
export function immediateType(node: OperationNode | undefined): SqlType {
  const value = immediate(node)
  if (typeof value !== 'object' || value === null || !('name' in value))
    throw new TypeError('a canonical function was made without its type')
  return value as SqlType
}

/** An argument node that carries a constant. */
export function constant(value: unknown): ValueNode {
  return ValueNode.createImmediate(value)
}
