import type { BuildableNode } from '../../../core/project/nodes/node.js'
import { isDeclarable } from '../../../core/relations/constraint.js'
import { type ExistingRelation, relationKey } from '../../../core/relations/relation.js'
import type { Step } from '../../../core/steps/step.js'
import type { PlanInput } from '../input/plan-input.js'
import { isReplaced } from '../input/run-state.js'
import { foreignKeyConstraint } from './model-constraints.js'

/**
 * The steps that declare again what a replaced table takes with it: foreign keys that other tables have to it, of those that
 * the run does not build.
 */
export function restoredForeignKeys(replaced: BuildableNode, input: PlanInput): readonly Step[] {
  const { definition, uniqueId } = replaced
  const { targeted, selected, existing, dialect } = input
  const { altersConstraints, constraints } = dialect.capabilities
  if (definition.kind !== 'model' || !altersConstraints) return []
  const before = existing.relations.get(relationKey(targeted.relations.get(uniqueId)!))
  if (!before || !isReplaced(replaced, input)) return []
  const isBuilt = (id: string): boolean => selected.has(id) && (input.decisions?.get(id)?.kind ?? 'build') === 'build'
  return targeted.project.nodes.flatMap((node): Step[] => {
    if (node.resourceType !== 'model' || node.definition.kind !== 'model' || isBuilt(node.uniqueId)) return []
    const referencing = node.definition
    const keys = (referencing.options.constraints?.foreignKey ?? []).filter(({ to }) => to === definition)
    const relation = targeted.relations.get(node.uniqueId)
    if (keys.length === 0 || !relation || !isTable(existing.relations.get(relationKey(relation)))) return []
    const add = keys
      .map((key) => foreignKeyConstraint(referencing, key, input))
      .filter((key) => isDeclarable(key, constraints))
    return add.length > 0 ? [{ kind: 'alterConstraints', relation, drop: [], add, isLenient: true }] : []
  })
}

function isTable(existing: ExistingRelation | undefined): boolean {
  return existing?.type === 'table'
}
