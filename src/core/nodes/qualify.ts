import { AndNode, FunctionNode, type OperationNode, SelectModifierNode, type SelectQueryNode } from 'kysely'

/**
 * QUALIFY has no node in Kysely. It travels as a function node among a select's end modifiers, which every transformer
 * and plugin keeps, and the query compilers print it where SQL wants it.
 */
export const QUALIFY = 'kerros.qualify'

/** The node that carries a QUALIFY predicate through Kysely. */
export function qualifyNode(predicate: OperationNode): FunctionNode {
  return FunctionNode.create(QUALIFY, [predicate])
}

function predicateOf(modifier: OperationNode): OperationNode | undefined {
  if (!SelectModifierNode.is(modifier)) return undefined
  const raw = modifier.rawModifier
  return raw && FunctionNode.is(raw) && raw.func === QUALIFY ? raw.arguments[0] : undefined
}

/** A select without its QUALIFY markers, and their predicates joined by AND. */
export function takeQualify(node: SelectQueryNode): { select: SelectQueryNode; predicate: OperationNode | undefined } {
  const modifiers = node.endModifiers ?? []
  const predicates = modifiers.map(predicateOf).filter((predicate) => predicate !== undefined)
  if (predicates.length === 0) return { select: node, predicate: undefined }
  const { endModifiers: _, ...rest } = node
  const others = modifiers.filter((modifier) => predicateOf(modifier) === undefined)
  return {
    select: others.length > 0 ? { ...rest, endModifiers: others } : rest,
    predicate: predicates.reduce((left, right) => AndNode.create(left, right)),
  }
}
