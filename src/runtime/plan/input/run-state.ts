import type { BuildableNode } from '../../../core/project/nodes/node.js'
import type { OnChange } from '../../../core/relations/on-change.js'
import { relationKey } from '../../../core/relations/relation.js'
import type { ModelCode, RunState } from '../../../core/steps/materialization.js'
import type { PlanInput } from './plan-input.js'

/** What a node's materialization knows of a run before it plans. */
export function runState(
  node: BuildableNode,
  input: Pick<PlanInput, 'targeted' | 'existing' | 'fullRefresh'>,
): RunState {
  const relation = input.targeted.relations.get(node.uniqueId)
  return {
    existing: relation && input.existing.relations.get(relationKey(relation)),
    fullRefresh: input.fullRefresh,
    onChange: (node.options as { readonly onChange?: OnChange }).onChange,
    code: () => modelCode(node, input),
  }
}

/** Whether a run leaves exactly the rows of the node's query. */
export function isRebuilt(node: BuildableNode, input: PlanInput): boolean {
  return node.definition.materialization.rebuilds?.(runState(node, input)) ?? false
}

/** Whether another relation is in the place of the node's own after a run, and what referenced that one is gone with it. */
export function isReplaced(node: BuildableNode, input: PlanInput): boolean {
  return (input.audits?.has(node.uniqueId) ?? false) || isRebuilt(node, input)
}

/** Rows that are made of nothing have no code. */
function modelCode(
  { definition, name, file }: BuildableNode,
  { targeted }: Pick<PlanInput, 'targeted'>,
): ModelCode | undefined {
  if (definition.kind === 'seed' || targeted.readsNothing) return undefined
  const { compiler } = targeted
  const { inputs, query } = definition
  const columns = compiler.columnsOf(definition) ?? []
  return {
    query: compiler.code({ name, file, inputs, query, definition }),
    columns: columns.map((column) => column.name),
    expression: (node) => compiler.expression(node, { isCode: true }),
  }
}
