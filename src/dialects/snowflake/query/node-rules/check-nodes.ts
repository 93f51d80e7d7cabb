import type { OperationNode, OperationNodeKind } from 'kysely'
import { KerrosError } from '../../../../core/errors/index.js'
import { isNode } from '../../../../core/nodes/is-node.js'
import { changeRules } from './change-rules.js'
import { expressionRules } from './expression-rules.js'
import type { NodeRules, Refusal } from './node-rule.js'
import { refusal } from './node-rule.js'
import { schemaRules } from './schema-rules.js'
import { selectRules } from './select-rules.js'
import { subqueryRefusal } from './subquery-rules.js'

/** What Snowflake can of everything that Kysely can say. */
export const nodeRules: NodeRules<OperationNodeKind> = {
  ...selectRules,
  ...changeRules,
  ...expressionRules,
  ...schemaRules,
}

type AnyPropertyRule = true | Refusal | ((...args: readonly unknown[]) => unknown)
type AnyRule = Refusal | { readonly [property: string]: AnyPropertyRule }

/** Nodes whose values are data, even if they look like nodes. */
const OPAQUE: ReadonlySet<string> = new Set(['ValueNode', 'PrimitiveValueListNode'] satisfies OperationNodeKind[])

/**
 * Checks a whole statement, before any of it is printed.
 *
 * @throws KerrosError `E_UNSUPPORTED` at the first thing that Snowflake cannot, or that this version does not know.
 */
export function checkStatement(root: OperationNode): void {
  checkNodes(root)
  const found = subqueryRefusal(root)
  if (found) refuse(found)
}

/**
 * Walks a whole query, node by node.
 *
 * @throws KerrosError `E_UNSUPPORTED` at the first thing that Snowflake cannot, or that this version does not know.
 */
export function checkNodes(node: OperationNode, parent?: OperationNode): void {
  const rule: AnyRule | undefined = Object.hasOwn(nodeRules, node.kind) ? (nodeRules[node.kind] as AnyRule) : undefined
  if (!rule) return refuse(unknownPart(node.kind))
  if (isRefusal(rule)) return refuse(rule)
  for (const [property, value] of Object.entries(node)) {
    if (property === 'kind' || value === undefined) continue
    checkProperty(Object.hasOwn(rule, property) ? rule[property] : undefined, { node, property, value, parent })
    if (!OPAQUE.has(node.kind)) checkChildren(value, node)
  }
}

/** A property of a node, with what the node is part of. */
interface NodeProperty {
  readonly node: OperationNode
  readonly property: string
  readonly value: unknown
  readonly parent: OperationNode | undefined
}

function checkProperty(rule: AnyPropertyRule | undefined, { node, property, value, parent }: NodeProperty): void {
  if (rule === true) return
  if (rule === undefined) return refuse(unknownPart(`${node.kind}.${property}`))
  if (typeof rule !== 'function') return value === false ? undefined : refuse(rule)
  const found = rule(value, node, parent)
  if (found) refuse(found as Refusal)
}

function checkChildren(value: unknown, parent: OperationNode): void {
  if (Array.isArray(value)) for (const item of value) checkChildren(item, parent)
  else if (isNode(value)) checkNodes(value, parent)
}

/** Whether a rule refuses the part of a node that it is for. */
export function isRefusal(rule: unknown): rule is Refusal {
  return typeof rule === 'object' && rule !== null && 'kind' in rule && rule.kind === 'refusal'
}

function unknownPart(name: string): Refusal {
  return refusal(
    `counterpart here of "${name}", which this version of Kysely has`,
    'Use a newer kerros, or write it with sql.',
  )
}

function refuse({ what, hint }: Refusal): never {
  throw new KerrosError('E_UNSUPPORTED', `Snowflake has no ${what}`, { hint })
}
