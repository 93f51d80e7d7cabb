import type { OperationNode } from 'kysely'
import { isNode } from './is-node.js'

/** Nodes whose properties are values of the user, which may look like nodes. */
const VALUES: ReadonlySet<string> = new Set(['ValueNode', 'PrimitiveValueListNode'])

/**
 * A node whose children are replaced by what a function makes of them; the node itself where none changes. Kysely's own
 * transformer copies every node, and making one takes as long as a small query: it binds a function for each kind of node.
 */
export function mapChildren<N extends OperationNode>(node: N, map: (child: OperationNode) => OperationNode): N {
  if (VALUES.has(node.kind)) return node
  const properties = node as unknown as { readonly [name: string]: unknown }
  let changed: { [name: string]: unknown } | undefined
  for (const name in properties) {
    const before = properties[name]
    const after = mapped(before, map)
    if (after === before) continue
    changed ??= { ...properties }
    changed[name] = after
  }
  return (changed as N | undefined) ?? node
}

function mapped(value: unknown, map: (child: OperationNode) => OperationNode): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (!Array.isArray(value)) return isNode(value) ? map(value) : value
  let changed: unknown[] | undefined
  for (let i = 0; i < value.length; i++) {
    const after = mapped(value[i], map)
    if (after === value[i]) continue
    changed ??= [...value]
    changed[i] = after
  }
  return changed ?? value
}
