import { KerrosError } from '../../core/errors/index.js'
import { isBuildable, type ProjectNode } from '../../core/project/nodes/node.js'
import type { OpenProject } from '../open/open-project.js'
import { isByState, selectFor } from '../select/select-for.js'
import type { SelectionOptions } from '../select/selection-options.js'

/** Whether a node leaves a relation, which can be compared with another one. */
export function isComparable(node: ProjectNode): boolean {
  if (!isBuildable(node)) return false
  const { definition } = node
  return definition.kind !== 'model' || definition.materialization.relationType !== undefined
}

/**
 * The nodes of a selection that leave relations, by unique id.
 *
 * @throws DiagnosticsError or KerrosError `E_NO_MATCH` without such a node.
 */
export function comparableNodes({ project }: OpenProject, options: SelectionOptions): ReadonlySet<string> {
  const selected = selectFor(project, ['model', 'seed', 'snapshot'], options)
  const comparable = new Set(
    project.nodes.filter((node) => selected.has(node.uniqueId) && isComparable(node)).map(({ uniqueId }) => uniqueId),
  )
  if (comparable.size > 0 || isByState(options.select)) return comparable
  throw new KerrosError('E_NO_MATCH', 'the selection has no relation to compare: ephemeral models leave none', {
    hint: 'Select what reads them.',
  })
}
