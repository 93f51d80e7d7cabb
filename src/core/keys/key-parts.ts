import { ColumnNode, FunctionNode, type OperationNode, ReferenceNode, ValueNode } from 'kysely'
import type { SqlType } from '../columns/index.js'
import { canonicalName } from '../functions/call/canonical-function.js'

/** What is asked about the parts of a key. */
export interface PartFacts {
  typeOf(part: OperationNode): SqlType | undefined
  isNeverNull(part: OperationNode): boolean
}

/**
 * The columns of which an expression is a key, as `surrogateKey` makes it: the MD5 of their values as strings, joined by `-`.
 * `undefined` where two different rows of parts could give the same string: `('a-b', 'c')` and `('a', 'b-c')`.
 */
export function keyParts(node: OperationNode, facts: PartFacts): readonly OperationNode[] | undefined {
  const [joined] = argumentsOf(node, 'md5') ?? []
  if (!joined) return undefined
  const texts = argumentsOf(joined, 'concat') ?? [joined]
  const parts: OperationNode[] = []
  for (const [i, text] of texts.entries()) {
    if (i % 2 === 1) {
      if (!ValueNode.is(text) || text.value !== '-') return undefined
      continue
    }
    const part = partOf(text)
    if (!part || !isReadBack(part, i === texts.length - 1, facts)) return undefined
    parts.push(part)
  }
  return texts.length % 2 === 1 ? parts : undefined
}

/** The column in `coalesce(text of a column, what stands for NULL)`. */
function partOf(node: OperationNode): OperationNode | undefined {
  if (!FunctionNode.is(node) || node.func !== 'coalesce' || node.arguments.length !== 2) return undefined
  const [value, instead] = node.arguments
  if (!ValueNode.is(instead!) || typeof instead.value !== 'string' || !/^_[a-z_]+_$/.test(instead.value))
    return undefined
  const [part] = argumentsOf(value!, 'key_text') ?? []
  return part && (ReferenceNode.is(part) || ColumnNode.is(part)) ? part : undefined
}

/** Whether the text before the next `-`, or to the end, belongs to one value only, and NULL has another. */
function isReadBack(part: OperationNode, isLast: boolean, facts: PartFacts): boolean {
  switch (facts.typeOf(part)?.name) {
    case 'integer':
    case 'bigint':
    case 'decimal':
    case 'boolean':
    case 'date':
      return true
    case 'varchar':
      return isLast && facts.isNeverNull(part)
    default:
      return false
  }
}

function argumentsOf(node: OperationNode, name: 'md5' | 'concat' | 'key_text'): readonly OperationNode[] | undefined {
  return FunctionNode.is(node) && node.func === canonicalName(name) ? node.arguments : undefined
}
