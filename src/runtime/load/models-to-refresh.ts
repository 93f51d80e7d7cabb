import { Graph } from '../../core/graph/graph.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import type { Project } from '../../core/project/project.js'

/**
 * The models that still hold rows computed from replaced rows of sources: incremental ones, since they only look for new
 * rows.
 *
 * @param tables Sources as declared, as in `raw.raw_ratings`.
 * @returns Their names, each after those that it reads.
 */
export function modelsToRefresh(project: Project, tables: readonly string[]): readonly string[] {
  if (tables.length === 0) return []
  const graph = Graph.of<ProjectNode>(project.nodes)
  const sources = graph.order.filter(
    (node) => node.resourceType === 'source' && tables.includes(`${node.sourceName}.${node.name}`),
  )
  const below = graph.downstream(sources.map((node) => node.uniqueId))
  return graph.order.filter((node) => below.has(node.uniqueId) && isKept(node)).map((node) => node.name)
}

/** Only persisted tables have an option for changed columns. */
function isKept(node: ProjectNode): boolean {
  return node.resourceType === 'model' && 'onSchemaChange' in node.definition.materialization!.config
}
