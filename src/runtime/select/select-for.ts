import { DiagnosticsError, KerrosError } from '../../core/errors/index.js'
import { Graph } from '../../core/graph/graph.js'
import { parseSelector } from '../../core/graph/parse-selector.js'
import { type IndirectSelection, type Selection, selectNodes } from '../../core/graph/select-nodes.js'
import { selectsByState } from '../../core/graph/selector-methods.js'
import type { ProjectNode, ResourceType } from '../../core/project/node.js'
import type { Project } from '../../core/project/project.js'

/** A selection, in dbt's selector syntax. */
export interface SelectionOptions {
  /** Selectors that are combined, as a list or as one string with spaces between them. Default: everything. */
  readonly select?: string | readonly string[] | undefined
  /** Selectors of what is left out, in the same form. Default: nothing. */
  readonly exclude?: string | readonly string[] | undefined
  /** Which tests are selected with the nodes that they read. Default: `'eager'`, all that read at least one of them. */
  readonly indirectSelection?: IndirectSelection | undefined
}

/** Nodes that are named one by one. */
export interface NamedNodes {
  /** Unique ids of nodes, in place of selectors: `['model.shop.orders']`. Default: what the selectors select. */
  readonly nodes?: readonly string[] | undefined
}

/**
 * The nodes that a command works on: those that the selectors name and their tests, of the command's resource types.
 *
 * @throws DiagnosticsError `E_NO_MATCH` for a selector that matches nothing, with the nearest name; KerrosError
 *   `E_NO_MATCH` if nothing of the command's resource types is selected, or left.
 */
export function selectFor(
  project: Project,
  resourceTypes: readonly ResourceType[],
  options: SelectionOptions & NamedNodes,
): ReadonlySet<string> {
  const graph = Graph.of<ProjectNode>(project.nodes)
  const { ids, diagnostics } = options.nodes ? namedNodes(project, options.nodes) : selectNodes(graph, options)
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  const wanted = new Set([...ids].filter((id) => resourceTypes.includes(graph.get(id).resourceType)))
  if (wanted.size > 0) return wanted
  // Nothing may be fresher, or have failed.
  const nothing = isByState(options.select) ? undefined : nothingSelected(graph, resourceTypes, options)
  if (nothing) throw nothing
  return wanted
}

/** Whether a selection compares with an earlier run: it may be empty. */
export function isByState(select: SelectionOptions['select']): boolean {
  const { terms } = parseSelector([select ?? []].flat(), 'select')
  return terms.some(({ criteria }) => criteria.some(({ method }) => selectsByState(method)))
}

/** Nodes by their unique ids. One that the project does not have any more is not passed over: what it was may be missing. */
function namedNodes(project: Project, nodes: readonly string[]): Selection {
  const known = new Set(project.nodes.map(({ uniqueId }) => uniqueId))
  const diagnostics = nodes
    .filter((id) => !known.has(id))
    .map((id) => ({
      code: 'E_NO_MATCH' as const,
      message: `the project has no "${id}" any more`,
      hint: 'It was renamed or removed. Run the command itself again, instead of what failed of it.',
    }))
  return { ids: new Set(nodes), diagnostics }
}

/**
 * Why a selection contains nothing that a command works on; `undefined` if nothing was selected or excluded: a project
 * without seeds has none to load, which is not an error.
 *
 * @param resourceTypes What the command works on; empty for everything.
 */
export function nothingSelected(
  graph: Graph<ProjectNode>,
  resourceTypes: readonly ResourceType[],
  { select, exclude, indirectSelection }: SelectionOptions,
): KerrosError | undefined {
  const isWanted = (id: string): boolean =>
    resourceTypes.length === 0 || resourceTypes.includes(graph.get(id).resourceType)
  const listSelected = `kerros ls${select?.length ? ` --select ${asText(select)}` : ''}`
  if (exclude?.length && [...selectNodes(graph, { select, indirectSelection }).ids].some(isWanted))
    return new KerrosError('E_NO_MATCH', `--exclude "${asText(exclude)}" leaves nothing of the selection`, {
      hint: `See what is selected with: ${listSelected}`,
      commands: [listSelected],
    })
  if (!select?.length) return undefined
  return new KerrosError('E_NO_MATCH', `the selection has no ${anyOf(resourceTypes)}`, {
    hint: `See what it contains with: ${listSelected}`,
    commands: [listSelected],
  })
}

function asText(selectors: string | readonly string[]): string {
  return [selectors].flat().join(' ')
}

/** `model, seed or test`. */
function anyOf(types: readonly ResourceType[]): string {
  const last = types.at(-1) ?? 'nodes'
  return types.length < 2 ? last : `${types.slice(0, -1).join(', ')} or ${last}`
}
