import { DiagnosticsError } from '../../core/errors/index.js'
import { Graph } from '../../core/graph/graph.js'
import { selectNodes } from '../../core/graph/select-nodes.js'
import type { ProjectNode, ResourceType } from '../../core/project/node.js'
import type { Project } from '../../core/project/project.js'
import { nothingSelected } from './nothing-selected.js'

/** What a person selects, in dbt's selector syntax. */
export interface SelectionOptions {
  /** Selectors whose union is taken, as a list or as one text with spaces between them; default: everything. */
  readonly select?: string | readonly string[] | undefined
  readonly exclude?: string | readonly string[] | undefined
}

/**
 * The nodes that a command works on: those that the selectors name and their tests, of the command's resource types.
 *
 * @throws DiagnosticsError `E_NO_MATCH` for a selector that matches nothing, with the nearest name; KerrosError
 *   `E_NO_MATCH` when nothing of the command's resource types is selected, or left.
 */
export function selectFor(
  project: Project,
  resourceTypes: readonly ResourceType[],
  options: SelectionOptions,
): ReadonlySet<string> {
  const graph = Graph.of<ProjectNode>(project.nodes)
  const { ids, problems } = selectNodes(graph, options)
  if (problems.length > 0) throw new DiagnosticsError(problems)
  const wanted = new Set([...ids].filter((id) => resourceTypes.includes(graph.get(id).resourceType)))
  if (wanted.size > 0) return wanted
  const mistake = nothingSelected(graph, resourceTypes, options)
  if (mistake) throw mistake
  return wanted
}
