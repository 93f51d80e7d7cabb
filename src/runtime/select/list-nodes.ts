import type { RelationDefinition } from '../../core/definitions/definition.js'
import { type Exposure, neededColumns } from '../../core/definitions/exposure.js'
import { DiagnosticsError } from '../../core/errors/index.js'
import { selectNodes } from '../../core/graph/select-nodes.js'
import { type ExposureNode, isBuildable, type ResourceType } from '../../core/project/nodes/node.js'
import type { Project } from '../../core/project/project.js'
import { chosenTypes, RESOURCE_TYPES, type ResourceTypeOptions } from './resource-types.js'
import { isByState, nothingSelected, type SelectableProjectNode, selectableGraph } from './select-for.js'
import { selectionOf } from './selection-of.js'
import type { SelectionOptions } from './selection-options.js'

/** A node as it is listed. */
export interface ListedNode {
  readonly uniqueId: string
  readonly name: string
  readonly resourceType: ResourceType
  readonly file: string
  readonly tags: readonly string[]
  readonly dependsOn: readonly string[]
  readonly materialized?: string
  readonly description?: string
  /** What its definition says of it for readers and other tools. */
  readonly meta?: { readonly [key: string]: unknown }
  /** The group that it belongs to. */
  readonly group?: string
  /** Who may read it. */
  readonly access?: string
  /** Of an exposure: its owner. */
  readonly owner?: Exposure['owner']
  /** Of an exposure: how reliable it is. */
  readonly maturity?: Exposure['maturity']
  /** Of an exposure: where it is. */
  readonly url?: string
  /** Of an exposure: the columns that it needs, by the unique ids of their nodes; missing where it names none. */
  readonly columns?: { readonly [uniqueId: string]: readonly string[] }
}

/** Which nodes are listed. */
export interface ListOptions extends SelectionOptions, ResourceTypeOptions {}

/**
 * The nodes that a selection means, in an order in which they can be built.
 *
 * @throws DiagnosticsError or KerrosError `E_NO_MATCH` if nothing is selected, or left; KerrosError `E_INVALID_OPTION`
 *   for an unknown resource type.
 */
export function listNodes(project: Project, options: ListOptions): readonly ListedNode[] {
  const types = chosenTypes(options) ?? RESOURCE_TYPES
  const graph = selectableGraph(project)
  const selection = selectionOf(project, options)
  const { ids, diagnostics } = selectNodes(graph, selection)
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  const nodes = [...ids].map((id) => graph.get(id)).filter((node) => types.includes(node.resourceType))
  const nothing =
    nodes.length === 0 && !isByState(options.select) ? nothingSelected(graph, types, selection) : undefined
  if (nothing) throw nothing
  return nodes.map((node) => listed(node, project))
}

function listed(node: SelectableProjectNode, project: Project): ListedNode {
  const { uniqueId, name, resourceType, file, tags, dependsOn, description } = node
  const { group, access } = isBuildable(node) ? node.options : {}
  const meta = isBuildable(node) ? node.options.meta : undefined
  return {
    uniqueId,
    name,
    resourceType,
    file,
    tags,
    dependsOn,
    ...(isBuildable(node) && { materialized: node.materialized }),
    ...(description !== undefined && { description }),
    ...(meta !== undefined && { meta }),
    ...(group !== undefined && { group }),
    ...(access !== undefined && { access }),
    ...(node.resourceType === 'exposure' && listedExposure(node, project)),
  }
}

function listedExposure({ definition }: ExposureNode, { nodeOf }: Project): Partial<ListedNode> {
  const { owner, maturity, url } = definition
  const columns = neededColumns(definition, (of) => nodeOf.get(of as RelationDefinition)?.uniqueId)
  return {
    owner,
    ...(maturity !== undefined && { maturity }),
    ...(url !== undefined && { url }),
    ...(Object.keys(columns).length > 0 && { columns }),
  }
}
