import type { StampedRelation, Warehouse } from '../../core/ports/warehouse.js'
import { isBuildable, type ProjectNode } from '../../core/project/nodes/node.js'
import { type Relation, relationKey } from '../../core/relations/relation.js'
import { isDefinitionOnly } from '../../core/relations/relation-traits.js'
import type { OpenProject } from '../open/open-project.js'

/** The stamps of a project's sources and of what it builds, by unique id. Always of all of them: what else is loaded is part of each. */
export async function relationStamps(
  warehouse: Warehouse,
  { project, relations }: OpenProject,
): Promise<Map<string, string>> {
  const asked = project.nodes.flatMap((node) => {
    const relation = node.resourceType === 'test' ? undefined : relations.get(node.uniqueId)
    return relation ? [{ id: node.uniqueId, relation: stampedRelation(node, relation) }] : []
  })
  if (asked.length === 0 || !warehouse.stamps) return new Map()
  const stamps = await warehouse.stamps(asked.map(({ relation }) => relation))
  return new Map(
    asked.flatMap(({ id, relation }) => {
      const stamp = stamps.get(relationKey(relation))
      return stamp === undefined ? [] : [[id, stamp]]
    }),
  )
}

function stampedRelation(node: ProjectNode, relation: Relation): StampedRelation {
  const loadedAs = node.resourceType === 'source' && node.load ? `${node.sourceName}.${node.name}` : undefined
  const type = isBuildable(node) ? node.definition.materialization.relationType : undefined
  return { ...relation, loadedAs, isDefinition: isDefinitionOnly(type) }
}
