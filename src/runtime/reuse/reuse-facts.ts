import { hookList } from '../../core/definitions/hooks/hook-list.js'
import { isKerrosError } from '../../core/errors/index.js'
import { isBuildable, type ProjectNode } from '../../core/project/nodes/node.js'
import { relationKey } from '../../core/relations/relation.js'
import { relationTraits } from '../../core/relations/relation-traits.js'
import type { ReuseFacts } from '../../core/state/reuse/decide-reuse.js'
import type { SameRows } from '../../core/steps/materialization.js'
import type { PlanInput } from '../plan/input/plan-input.js'
import { runState } from '../plan/input/run-state.js'

/** What of a plan's input has to be known. */
type Known = Pick<PlanInput, 'targeted' | 'existing' | 'fullRefresh'>

/** What decides about a node besides its form. */
export function reuseFacts(node: ProjectNode, input: Known): ReuseFacts {
  return {
    always: alwaysBuilt(node, input),
    get sameRows() {
      return sameRows(node, input)
    },
    get isBuiltWhole() {
      return isBuiltWhole(node, input)
    },
  }
}

function alwaysBuilt(node: ProjectNode, { targeted }: Known): ReuseFacts['always'] {
  if (node.resourceType === 'test') {
    if (node.history) return 'history'
    return targeted.relations.has(node.uniqueId) ? 'storesFailures' : undefined
  }
  if (!isBuildable(node)) return undefined
  const { materialization } = node.definition
  if (hookList(node.options.preHook).length + hookList(node.options.postHook).length > 0) return 'hooks'
  const { relationType } = materialization
  if (relationType && relationTraits[relationType].isRefreshed) return 'dynamicTable'
  return materialization.recordsIntervals ? 'microbatch' : undefined
}

function isBuiltWhole(node: ProjectNode, input: Known): boolean {
  if (!isBuildable(node)) return false
  const relation = input.targeted.relations.get(node.uniqueId)
  if (!relation || input.existing.relations.get(relationKey(relation)) === undefined) return true
  return orUnknown(() => node.definition.materialization.rebuilds?.(runState(node, input))) ?? false
}

/** What a materialization says, if the query of later runs returns rows of the full one and no others. */
function sameRows(node: ProjectNode, { targeted }: Known): SameRows | undefined {
  if (!isBuildable(node) || node.definition.kind === 'seed') return undefined
  const { definition, name, file, uniqueId } = node
  const { sameRows: said, hasIncrementalQuery } = definition.materialization
  if (said !== 'keptAfterWhole' || !hasIncrementalQuery) return said
  const { inputs, query } = definition
  const subject = { name, file, inputs, query, definition, self: targeted.relations.get(uniqueId)! }
  const left = orUnknown(() => targeted.compiler.compile(subject, { isIncremental: true }).leftOut())
  const isByValues = left?.byValues.every((columns) => columns.every((column) => column !== undefined))
  return isByValues && !left?.bySelf ? said : undefined
}

/** What is wrong with a query is said where it is planned. */
function orUnknown<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (isKerrosError(error)) return undefined
    throw error
  }
}
