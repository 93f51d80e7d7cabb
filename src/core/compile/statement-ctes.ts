import { type CommonTableExpressionNode, InsertQueryNode, type OperationNode, SelectQueryNode } from 'kysely'
import type { Diagnostic } from '../errors/index.js'
import { quotedNames } from '../errors/wording.js'
import { prependCtes } from '../nodes/prepend-ctes.js'

/** A statement with what it inlines; `undefined` where that has no place in it. */
export function withCtes(node: OperationNode, ctes: readonly CommonTableExpressionNode[]): OperationNode | undefined {
  if (ctes.length === 0) return node
  if (SelectQueryNode.is(node)) return prependCtes(node, ctes)
  if (!InsertQueryNode.is(node) || !node.values || !SelectQueryNode.is(node.values)) return undefined
  return { ...node, values: prependCtes(node.values, ctes) } as InsertQueryNode
}

/** What is wrong then. */
export function noPlaceForEphemerals(
  { name }: { readonly name: string },
  ephemerals: ReadonlyMap<unknown, string>,
): Diagnostic {
  return {
    code: 'E_UNSUPPORTED',
    message: `${name} reads ${quotedNames([...ephemerals.values()])}, which is ephemeral, in a statement other than a select or an insert of one`,
    hint: 'Make it a view, or read what it reads.',
  }
}
