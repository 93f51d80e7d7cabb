import { CaseNode, FunctionNode, type OperationNode, ValueNode } from 'kysely'
import { canonicalName } from '../../functions/call/canonical-function.js'

const IFF = canonicalName('iff')
const ONE_OF_ALL: ReadonlySet<string> = new Set(['coalesce', canonicalName('greatest'), canonicalName('least')])

/** The functions whose value is one of their arguments, by their names in nodes. */
export const CHOOSING_FUNCTIONS: readonly string[] = [IFF, ...ONE_OF_ALL]

/** The expressions of which a value is one, as of CASE and COALESCE, without NULL; none for anything else. */
export function choicesOf(node: OperationNode): readonly OperationNode[] {
  return allChoices(node).filter((choice) => !(ValueNode.is(choice) && choice.value === null))
}

function allChoices(node: OperationNode): readonly OperationNode[] {
  if (CaseNode.is(node))
    return [...(node.when ?? []).map((when) => when.result), node.else].filter((result) => result !== undefined)
  if (!FunctionNode.is(node)) return []
  if (node.func === IFF) return node.arguments.slice(1)
  return ONE_OF_ALL.has(node.func) ? node.arguments : []
}
