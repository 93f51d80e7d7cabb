import { writtenQuery } from '../../core/definitions/options/written-query.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { ProjectNode } from '../../core/project/node.js'
import type { FindPlace } from '../bundle/find-place.js'
import { originOf } from '../bundle/map-stack.js'
import type { OpenProject } from '../open/open-project.js'

/**
 * Diagnostics of a node's query with the line that they are about: where the query threw, or where it names something
 * unknown, else where the query begins. Diagnostics that have a place keep it.
 */
export function placedDiagnostics(
  diagnostics: readonly Diagnostic[],
  node: ProjectNode,
  findPlace: FindPlace,
): readonly Diagnostic[] {
  const query = queryOf(node)
  if (query === undefined) return diagnostics
  return diagnostics.map((diagnostic) => {
    if (diagnostic.at !== node.file) return diagnostic
    return {
      ...diagnostic,
      at: originOf(diagnostic.cause) ?? findPlace(query, node.file, diagnostic.names?.[0]) ?? diagnostic.at,
    }
  })
}

/** Where the queries of a project are written, or name a column that an engine cannot find. */
export function placesOf({
  project,
  findPlace,
}: Pick<OpenProject, 'project' | 'findPlace'>): (uniqueId: string, column: string | undefined) => string | undefined {
  return (uniqueId, column) => {
    const node = project.nodes.find((each) => each.uniqueId === uniqueId)
    return node && findPlace(queryOf(node), node.file, column)
  }
}

function queryOf(node: ProjectNode): unknown {
  if (node.resourceType === 'test') return writtenQuery(node.query)
  return 'definition' in node && 'query' in node.definition ? writtenQuery(node.definition.query) : undefined
}
