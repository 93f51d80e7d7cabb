import type { Graph } from '../../core/graph/graph.js'
import type { ReadRelation } from '../../core/plan/plan.js'
import type { RelationNames } from '../../core/project/name-relations.js'
import { isRelationNode, type ProjectNode } from '../../core/project/nodes/node.js'

/** The relations that a node's query reads; in place of an ephemeral those that it reads itself. */
export function readRelations(
  node: ProjectNode,
  graph: Graph<ProjectNode>,
  relations: RelationNames,
): readonly ReadRelation[] {
  const found = new Map<string, ReadRelation>()
  const visit = (ids: readonly string[]): void => {
    for (const id of ids) {
      const input = graph.get(id)
      if (!isRelationNode(input) || found.has(id)) continue
      const { name, resourceType, definition, dependsOn } = input
      const isInlined = definition.kind === 'model' && definition.materialization.relationType === undefined
      if (isInlined) visit(dependsOn)
      else found.set(id, { uniqueId: id, name, resourceType, relation: relations.get(id)! })
    }
  }
  visit(node.dependsOn)
  return [...found.values()]
}
