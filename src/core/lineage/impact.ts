import type { ProjectNode, ResourceType } from '../project/nodes/node.js'
import type { Project } from '../project/project.js'
import { callbacksNaming } from './callbacks.js'
import type { Lineage } from './lineage.js'
import type { LineageEdge } from './lineage-edge.js'
import type { ColumnRef, NodeLineage } from './node-lineage.js'
import { optionsNaming } from './option-columns.js'
import { HOWS, type How, type Reason } from './reasons.js'

/** A node that a change of a column reaches. */
export interface ImpactedNode {
  /** dbt's unique id: `model.shop.customers`. */
  readonly uniqueId: string
  /** The name in the project. */
  readonly name: string
  /** What it is: `model`, `test`, `exposure`, … */
  readonly resourceType: ResourceType
  /** Where it is written, as far as it is known: `src/marts/dim_movies.ts:12:9`. */
  readonly at: string | undefined
}

/** Something that names the column, and breaks without it. */
export interface NamingNode extends ImpactedNode {
  /** What names it: `query`, options, or `columnsOf` of an exposure. */
  readonly by: readonly string[]
}

/** A column whose values change with it. */
export interface ImpactedColumn extends ImpactedNode {
  /** The name of the column. */
  readonly column: string
  /** How it is made of the changed column; undefined when the changed column only decides its value. */
  readonly how: How | undefined
  /** Whether rows that are stored stay as they are: of a snapshot for good, else until `--full-refresh`. */
  readonly keepsRows: boolean
}

/** A node whose rows change with it. */
export interface ImpactedRows extends ImpactedNode {
  /** Why columns that change decide its rows; empty when it only reads a node with other rows. */
  readonly why: readonly Reason[]
  /** Whether rows that are stored stay as they are: of a snapshot for good, else until `--full-refresh`. */
  readonly keepsRows: boolean
}

/** What breaks or changes when a column is dropped, gets another type or is computed otherwise. */
export interface Impact {
  /** The column that changes. */
  readonly column: ColumnRef
  /** What names the column, and breaks when it is dropped or renamed. */
  readonly named: readonly NamingNode[]
  /** The columns whose values change. Those `copied` or `renamed` get its type, too. */
  readonly columns: readonly ImpactedColumn[]
  /** The nodes whose rows change: first those whose rows are decided by columns that change, then those that read them. */
  readonly rows: readonly ImpactedRows[]
  /** Tests whose result may change. */
  readonly tests: readonly ImpactedNode[]
  /** Analyses whose rows may change. */
  readonly analyses: readonly ImpactedNode[]
  /** Charts that may look different. */
  readonly charts: readonly ImpactedNode[]
  /** Exposures whose readers may see other rows or values. */
  readonly exposures: readonly ImpactedNode[]
  /** Nodes with raw SQL that may name a column that changes: what is true of them is not known. */
  readonly opaque: readonly ImpactedNode[]
}

/**
 * Works out what a change of a column breaks or changes.
 *
 * @param targets The names of the project's targets: hooks may name other columns in each.
 */
export function impactOf(
  project: Project,
  lineage: Lineage,
  column: ColumnRef,
  targets: readonly string[] = [''],
): Impact {
  const nodes = new Map(project.nodes.map((node) => [node.uniqueId, node]))
  const described = (uniqueId: string, of?: string): ImpactedNode => {
    const { name, resourceType } = lineage.node(uniqueId)!
    return { uniqueId, name, resourceType, at: lineage.placeOf({ node: uniqueId, column: of }) }
  }
  const keepsRows = (uniqueId: string): boolean => storesRows(nodes.get(uniqueId))
  const { columns, rows } = lineage.reach(column)
  const hows = howsOf(lineage, column)
  const changed = lineage.nodes.filter(({ uniqueId }) => columns.has(uniqueId) || rows.has(uniqueId))
  const ofType = (type: ResourceType): readonly ImpactedNode[] =>
    changed.filter(({ resourceType }) => resourceType === type).map(({ uniqueId }) => described(uniqueId))
  const built = changed.filter(({ resourceType }) => ['model', 'snapshot'].includes(resourceType))
  const reasons = reasonsOf(lineage, columns)
  const impactedRows = built.filter(({ uniqueId }) => rows.has(uniqueId))
  return {
    column,
    named: lineage.nodes.flatMap((node): NamingNode[] => {
      const of = nodes.get(node.uniqueId)!
      const by = [...new Set([...namedBy(node, of, column), ...callbacksNaming(of, column, { project, targets })])]
      return by.length > 0 ? [{ ...described(node.uniqueId), by }] : []
    }),
    columns: built.flatMap(({ uniqueId, columns: all }) =>
      all
        .filter(({ name }) => columns.get(uniqueId)?.has(name) && !isSame(column, { node: uniqueId, column: name }))
        .map(({ name }) => ({
          ...described(uniqueId, name),
          column: name,
          how: hows.get(uniqueId)?.get(name),
          keepsRows: keepsRows(uniqueId),
        })),
    ),
    rows: [
      ...impactedRows.filter(({ uniqueId }) => reasons.has(uniqueId)),
      ...impactedRows.filter(({ uniqueId }) => !reasons.has(uniqueId)),
    ].map(({ uniqueId }) => ({
      ...described(uniqueId),
      why: [...(reasons.get(uniqueId) ?? [])],
      keepsRows: keepsRows(uniqueId),
    })),
    tests: ofType('test'),
    analyses: ofType('analysis'),
    charts: ofType('chart'),
    exposures: ofType('exposure'),
    opaque: lineage.nodes.filter((node) => isOpaqueReader(node, columns)).map(({ uniqueId }) => described(uniqueId)),
  }
}

/** Whether a later run leaves rows as they are. */
export function storesRows(node: ProjectNode | undefined): boolean {
  if (!node || !('materialized' in node)) return false
  const { materialization } = node.definition as {
    readonly materialization?: { readonly storedRows?: unknown; readonly hasIncrementalQuery?: boolean }
  }
  return materialization?.hasIncrementalQuery === true || materialization?.storedRows !== undefined
}

function namedBy(node: NodeLineage, of: ProjectNode, column: ColumnRef): readonly string[] {
  const inQuery = node.named.some((named) => isSame(named, column))
  const options = node.uniqueId === column.node ? optionsNaming(of, column.column) : []
  return [...(inQuery ? [of.resourceType === 'exposure' ? 'columnsOf' : 'query'] : []), ...options]
}

/** How columns are made of one, by node: the last of the ways that holds on the way. */
function howsOf(lineage: Lineage, column: ColumnRef): ReadonlyMap<string, ReadonlyMap<string, How>> {
  const found = new Map<string, Map<string, How>>([[column.node, new Map([[column.column, 'copied']])]])
  for (const edge of inOrder(lineage, lineage.downstream(column))) {
    const before = found.get(edge.from.node)?.get(edge.from.column)
    if (before === undefined) continue
    const how = HOWS[Math.max(HOWS.indexOf(before), HOWS.indexOf(edge.how))]!
    const columns = found.get(edge.to.node) ?? new Map<string, How>()
    const known = columns.get(edge.to.column)
    if (known === undefined || HOWS.indexOf(known) < HOWS.indexOf(how)) columns.set(edge.to.column, how)
    found.set(edge.to.node, columns)
  }
  return found
}

type ValueEdge = Extract<LineageEdge, { kind: 'value' }>

/** Edges after those that lead to them. */
function inOrder(lineage: Lineage, edges: readonly LineageEdge[]): readonly ValueEdge[] {
  const order = new Map(lineage.nodes.map(({ uniqueId }, i) => [uniqueId, i]))
  return edges.filter((edge) => edge.kind === 'value').sort((a, b) => order.get(a.to.node)! - order.get(b.to.node)!)
}

/** Why nodes have other rows, of those whose rows are decided by one of some columns. */
function reasonsOf(
  lineage: Lineage,
  columns: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, ReadonlySet<Reason>> {
  const found = new Map<string, Set<Reason>>()
  for (const { uniqueId, rows } of lineage.nodes)
    for (const { node, column, why } of rows) {
      if (!columns.get(node)?.has(column)) continue
      const reasons = found.get(uniqueId) ?? new Set<Reason>()
      found.set(uniqueId, reasons.add(why))
    }
  return found
}

function isOpaqueReader(node: NodeLineage, columns: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  if (!node.isOpaque && !node.columns.some((column) => column.isOpaque)) return false
  const reads = [...node.rowsOf, ...node.columns.flatMap(({ rowsOf }) => rowsOf)]
  return reads.some((read) => columns.has(read))
}

function isSame(a: ColumnRef, b: ColumnRef): boolean {
  return a.node === b.node && a.column === b.column
}
