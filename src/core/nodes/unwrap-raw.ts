import { type OperationNode, RawNode } from 'kysely'

/** The only thing inside raw SQL that consists of nothing but parentheses around it. */
export function unwrapRaw(node: OperationNode): OperationNode | undefined {
  if (!RawNode.is(node) || node.parameters.length !== 1) return undefined
  return node.sqlFragments.every((fragment) => /^[\s()]*$/.test(fragment)) ? node.parameters[0] : undefined
}
