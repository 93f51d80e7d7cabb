import { DiagnosticsError, KerrosError } from '../../core/errors/index.js'
import { Graph } from '../../core/graph/graph.js'
import { parseSelector } from '../../core/graph/parse-selector.js'
import { type Selection, type SelectOptions, selectNodes } from '../../core/graph/select-nodes.js'
import { selectsByState } from '../../core/graph/selector-methods.js'
import { isAudited } from '../../core/project/nodes/is-audited.js'
import type { ProjectNode, ResourceType } from '../../core/project/nodes/node.js'
import type { Project, UnitTestNode } from '../../core/project/project.js'
import { selectionOf } from './selection-of.js'
import type { SelectionOptions } from './selection-options.js'

/** What selectors choose from. */
export type SelectableProjectNode = ProjectNode | UnitTestNode

/** The graph of a project with its unit tests, which read what they test. */
export function selectableGraph({ nodes, unitTests = [] }: Project): Graph<SelectableProjectNode> {
  return Graph.of<SelectableProjectNode>([...nodes, ...unitTests])
}

/** Nodes that are named one by one. */
export interface NamedNodes {
  /** Unique ids of nodes, in place of selectors: `['model.shop.orders']`. Default: what the selectors select. */
  readonly nodes?: readonly string[] | undefined
  /** Unique ids of tests that run too, if `nodes` has an audited node that they read: its rows are new. Default: none. */
  readonly tested?: readonly string[] | undefined
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
  const graph = selectableGraph(project)
  const selection = selectionOf(project, options)
  const { ids, diagnostics } = options.nodes ? namedNodes(project, options) : selectNodes(graph, selection)
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  const wanted = new Set([...ids].filter((id) => resourceTypes.includes(graph.get(id).resourceType)))
  if (wanted.size > 0) return wanted
  // Nothing may be fresher, or have failed.
  const nothing = isByState(options.select) ? undefined : nothingSelected(graph, resourceTypes, selection)
  if (nothing) throw nothing
  return wanted
}

/** Whether a selection compares with an earlier run: it may be empty. */
export function isByState(select: SelectionOptions['select']): boolean {
  const { terms } = parseSelector([select ?? []].flat(), 'select')
  return terms.some(({ criteria }) => criteria.some(({ method }) => selectsByState(method)))
}

/** Nodes by their unique ids. One that the project does not have any more is not passed over: what it was may be missing. */
function namedNodes(project: Project, { nodes = [], tested = [] }: NamedNodes): Selection {
  const known = new Set([...project.nodes, ...(project.unitTests ?? [])].map(({ uniqueId }) => uniqueId))
  const diagnostics = nodes
    .filter((id) => !known.has(id))
    .map((id) => ({
      code: 'E_NO_MATCH' as const,
      message: `the project has no "${id}" any more`,
      hint: 'It was renamed or removed. Run the command itself again, instead of what failed of it.',
    }))
  const named = new Set(nodes)
  const audited = new Set(
    project.nodes.filter((node) => named.has(node.uniqueId) && isAudited(node)).map(({ uniqueId }) => uniqueId),
  )
  const again = project.nodes
    .filter(({ uniqueId, dependsOn }) => tested.includes(uniqueId) && dependsOn.some((input) => audited.has(input)))
    .map(({ uniqueId }) => uniqueId)
  return { ids: new Set([...named, ...again]), diagnostics }
}

/**
 * Why a selection contains nothing that a command works on; `undefined` if nothing was selected or excluded: a project
 * without seeds has none to load, which is not an error.
 *
 * @param resourceTypes What the command works on; empty for everything.
 */
export function nothingSelected(
  graph: Graph<SelectableProjectNode>,
  resourceTypes: readonly ResourceType[],
  { select, exclude, indirectSelection, selectors }: SelectOptions,
): KerrosError | undefined {
  const isWanted = (id: string): boolean =>
    resourceTypes.length === 0 || resourceTypes.includes(graph.get(id).resourceType)
  const listSelected = `kerros ls${select?.length ? ` --select ${asText(select)}` : ''}`
  if (exclude?.length && [...selectNodes(graph, { select, indirectSelection, selectors }).ids].some(isWanted))
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
