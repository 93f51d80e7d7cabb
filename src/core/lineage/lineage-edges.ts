import type { LineageEdge } from './lineage-edge.js'
import type { ColumnLineage, ColumnRef, NodeLineage } from './node-lineage.js'

/** The edges of a lineage, looked up from both ends. */
export interface Edges {
  /** What a column is made of and decided by, and what decides the rows of its node. */
  up(to: ColumnRef): readonly LineageEdge[]
  /** What is made of a column or decided by it. */
  down(from: ColumnRef): readonly LineageEdge[]
  /** The nodes whose rows are made of a node's rows. */
  readersOf(node: string): readonly string[]
  /** The columns that are made of a node's rows, without the rows of theirs being so. */
  madeOfRows(node: string): readonly ColumnRef[]
}

const NONE: readonly never[] = []

/** Indexes what nodes say of themselves. */
export function lineageEdges(nodes: readonly NodeLineage[]): Edges {
  const byId = new Map(nodes.map((node) => [node.uniqueId, node]))
  const down = new Map<string, Map<string, LineageEdge[]>>()
  const readers = new Map<string, string[]>()
  const made = new Map<string, ColumnRef[]>()
  const addDown = (edge: LineageEdge): void => {
    const { node, column } = edge.from
    const columns = down.get(node) ?? new Map<string, LineageEdge[]>()
    down.set(node, columns)
    addTo(columns, column, edge)
  }
  for (const node of nodes) {
    for (const edge of rowEdges(node)) addDown(edge)
    for (const column of node.columns) for (const edge of columnEdges(node, column)) addDown(edge)
    for (const read of node.rowsOf) if (read !== node.uniqueId) addTo(readers, read, node.uniqueId)
    for (const column of node.columns)
      for (const read of column.rowsOf) addTo(made, read, { node: node.uniqueId, column: column.name })
  }
  const exposures = exposuresOf(nodes)
  return {
    up: (to) => {
      const node = byId.get(to.node)
      const column = columnOf(node, to.column)
      return node && column ? [...columnEdges(node, column), ...rowEdges(node)] : NONE
    },
    down: (from) => {
      const found = down.get(from.node)?.get(from.column) ?? NONE
      const exposed = exposures.get(from.node)?.filter((exposure) => needs(exposure, from)) ?? NONE
      return [
        ...found,
        ...exposed.map(
          ({ uniqueId: node }): LineageEdge => ({ kind: 'exposure', from, to: { node, column: undefined } }),
        ),
      ]
    },
    readersOf: (node) => readers.get(node) ?? NONE,
    madeOfRows: (node) => made.get(node) ?? NONE,
  }
}

/** Which exposures read a node. */
function exposuresOf(nodes: readonly NodeLineage[]): ReadonlyMap<string, readonly NodeLineage[]> {
  const found = new Map<string, NodeLineage[]>()
  for (const node of nodes)
    if (node.resourceType === 'exposure') for (const read of node.rowsOf) addTo(found, read, node)
  return found
}

/** An exposure that names no columns of a node may need any of them. */
function needs({ named }: NodeLineage, { node, column }: ColumnRef): boolean {
  const columns = named.filter((each) => each.node === node)
  return columns.length === 0 || columns.some((each) => each.column === column)
}

function columnEdges(node: NodeLineage, column: ColumnLineage): readonly LineageEdge[] {
  const to = { node: node.uniqueId, column: column.name }
  return [
    ...column.values.map(({ how, ...from }): LineageEdge => ({ kind: 'value', from, to, how })),
    ...column.deciders.map(({ why, ...from }): LineageEdge => ({ kind: 'decides', from, to, why })),
  ]
}

function rowEdges(node: NodeLineage): readonly LineageEdge[] {
  const to = { node: node.uniqueId, column: undefined }
  return node.rows.map(({ why, ...from }): LineageEdge => ({ kind: 'rows', from, to, why }))
}

function columnOf(node: NodeLineage | undefined, name: string): ColumnLineage | undefined {
  return node?.columns.find((column) => column.name === name)
}

function addTo<V>(map: Map<string, V[]>, key: string, value: V): void {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}
