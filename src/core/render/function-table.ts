import type { AggregateFunctionNode, FunctionNode, OperationNode } from 'kysely'
import type { SqlType } from '../columns/index.js'
import type { CanonicalFunction } from '../functions/call/canonical-function.js'

/** What a function's renderer may do: append SQL, and have argument nodes compiled in place. */
export interface SqlWriter {
  sql(text: string): void
  node(node: OperationNode): void
  list(nodes: readonly OperationNode[]): void
  /** The engine's name of a type. */
  typeName(type: SqlType): string
}

/**
 * Writes one call of a canonical function. `args` are its argument nodes, in order; an aggregate's renderer writes its
 * DISTINCT, ORDER BY, FILTER and OVER too, which are in `node`.
 */
export type RenderFunction = (
  write: SqlWriter,
  args: readonly OperationNode[],
  node: FunctionNode | AggregateFunctionNode,
) => void

/** How a dialect writes each canonical function. */
export type FunctionTable = { readonly [F in CanonicalFunction]: RenderFunction }
