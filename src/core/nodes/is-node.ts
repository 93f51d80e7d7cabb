import type { OperationNode } from 'kysely'

/** Whether a value within an operation node is a node itself. */
export function isNode(value: unknown): value is OperationNode {
  return typeof value === 'object' && value !== null && typeof (value as { readonly kind?: unknown }).kind === 'string'
}
