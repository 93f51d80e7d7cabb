import { writtenQuery } from '../../core/definitions/options/written-query.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import { originOf } from '../bundle/imports/map-stack.js'
import type { OpenProject } from '../open/open-project.js'
import { columnPlaces } from '../places/column-places.js'

/** Where the nodes of a project are written, with the line: `src/customers.ts:12:14`; the file if no more is known. */
export interface NodePlaces {
  /** Where a node is defined: a column test where the options name its column. */
  readonly definition: (uniqueId: string) => string | undefined
  /** Where a node names a column: in its query, else in its options; without one, where its query begins. */
  readonly query: (uniqueId: string, column: string | undefined) => string | undefined
}

/** Finds the places of a project's nodes. Nothing is read before the first one is asked for. */
export function placesOf({
  project,
  root,
  findPlace,
}: Pick<OpenProject, 'project' | 'root' | 'findPlace'>): NodePlaces {
  const placeOf = columnPlaces(project, root)
  const definition = (node: string) => placeOf({ node, column: undefined })
  return {
    definition,
    query: (id, column) => {
      const node = project.nodes.find((each) => each.uniqueId === id)
      if (!node) return undefined
      const query = queryOf(node)
      const named = column === undefined ? undefined : findPlace(query, node.file, column)
      if (named !== undefined) return named
      const own = definition(id)
      const inOptions = column === undefined ? own : placeOf({ node: id, column })
      return inOptions === own ? (findPlace(query, node.file) ?? own) : inOptions
    },
  }
}

/**
 * Diagnostics of a node with the line that they are about: where its query threw, or where the node names something unknown,
 * else where the query begins. Diagnostics that have a place keep it.
 */
export function placedDiagnostics(
  diagnostics: readonly Diagnostic[],
  { uniqueId, file }: Pick<ProjectNode, 'uniqueId' | 'file'>,
  places: NodePlaces,
): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) =>
    diagnostic.at === file
      ? { ...diagnostic, at: originOf(diagnostic.cause) ?? places.query(uniqueId, diagnostic.names?.[0]) ?? file }
      : diagnostic,
  )
}

function queryOf(node: ProjectNode): unknown {
  if (node.resourceType === 'test') return node.testName === undefined ? writtenQuery(node.query) : undefined
  return 'definition' in node && 'query' in node.definition ? writtenQuery(node.definition.query) : undefined
}
