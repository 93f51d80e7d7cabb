import type { NeededRelation, NeededSource, TargetNeeds } from '../core/ports/target-check.js'
import { isBuildable } from '../core/project/nodes/node.js'
import type { OpenProject } from './open/open-project.js'

/** What a project needs of its target: the relations that it builds, under the names that its naming gives them, and its sources. */
export function targetNeeds({ project, relations, target }: OpenProject): TargetNeeds {
  return {
    relations: project.nodes.flatMap((node): readonly NeededRelation[] => {
      if (!isBuildable(node)) return []
      const { materialization, options } = node.definition
      const type = materialization.relationType
      const relation = relations.get(node.uniqueId)
      if (type === undefined || !relation) return []
      const computeWarehouse = target.dialect.computeWarehouses?.namedBy({ ...options })
      return [{ relation, type, computeWarehouse, grants: options.grants }]
    }),
    sources: project.nodes.flatMap((node): readonly NeededSource[] => {
      if (node.resourceType !== 'source') return []
      const { load } = node
      const relation = relations.get(node.uniqueId)!
      return [{ relation, isLoaded: load !== undefined, stage: load?.stage, fileFormat: load?.fileFormat }]
    }),
  }
}
