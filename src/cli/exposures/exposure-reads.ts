import type { RelationDefinition } from '../../core/definitions/definition.js'
import { neededColumns } from '../../core/definitions/exposure.js'
import type { ExposureNode } from '../../core/project/nodes/node.js'
import type { OpenProject } from '../../runtime/open/open-project.js'

/** One thing that an exposure reads. */
export interface ExposureRead {
  readonly uniqueId: string
  readonly name: string
  /** Its name in the target's SQL; missing for what leaves no relation. */
  readonly relation: string | undefined
  /** The columns that are needed; missing where the exposure names none. */
  readonly columns: readonly string[] | undefined
}

/** What an exposure reads, in the order in which it says so. */
export function exposureReads(
  node: ExposureNode,
  { project, relations, target }: OpenProject,
): readonly ExposureRead[] {
  const names = new Map(project.nodes.map(({ uniqueId, name }) => [uniqueId, name]))
  const columns = neededColumns(node.definition, (of) => project.nodeOf.get(of as RelationDefinition)?.uniqueId)
  return node.dependsOn.map((uniqueId) => {
    const relation = relations.get(uniqueId)
    return {
      uniqueId,
      name: names.get(uniqueId) ?? uniqueId,
      relation: relation && target.dialect.quoteRelation(relation),
      columns: columns[uniqueId],
    }
  })
}
