import type { SiteNode } from '../../site-data.js'

/** A column; without `column` the rows of a node. */
export interface TracePoint {
  readonly node: string
  readonly column: string | undefined
}

/** One thing depends on another: its values are made of it, or are decided by it, as rows are. */
export interface TraceEdge {
  readonly from: TracePoint
  readonly to: TracePoint
  readonly kind: 'value' | 'decides'
  /** `renamed`, `where`. */
  readonly how: string
}

/** What a column is made of and decided by, and what it makes and decides, the nearest first. */
export interface ColumnTrace {
  readonly start: TracePoint
  readonly up: readonly TraceEdge[]
  readonly down: readonly TraceEdge[]
}

/** The edges of all columns of a project, looked up from both ends. */
export interface TraceEdges {
  readonly up: (to: TracePoint) => readonly TraceEdge[]
  readonly down: (from: TracePoint) => readonly TraceEdge[]
}

/** Indexes the lineage of columns. */
export function traceEdges(nodes: readonly SiteNode[]): TraceEdges {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const down = new Map<string, TraceEdge[]>()
  for (const edge of nodes.flatMap((node) => [
    ...rowEdges(node),
    ...node.columns.flatMap((c) => columnEdges(node, c)),
  ])) {
    const others = down.get(keyOf(edge.from))
    if (others) others.push(edge)
    else down.set(keyOf(edge.from), [edge])
  }
  const readers = nodes.filter(({ type }) => type === 'chart' || type === 'exposure')
  return {
    up: ({ node: id, column: name }) => {
      const node = byId.get(id)
      const column = node?.columns.find((each) => each.name === name)
      return node && column ? [...columnEdges(node, column), ...rowEdges(node)] : []
    },
    down: (from) => [
      ...(down.get(keyOf(from)) ?? []),
      ...readers
        .filter((reader) => reader.parents.includes(from.node) && mayNeed(reader, from))
        .map(({ id: node, type }): TraceEdge => {
          return { kind: 'value', from, to: { node, column: undefined }, how: type === 'chart' ? 'drawn' : 'read' }
        }),
    ],
  }
}

/** Follows a column both ways. Nodes whose rows it decides are named, and not followed: that would be all that is downstream. */
export function traceColumn(edges: TraceEdges, start: TracePoint): ColumnTrace {
  return {
    start,
    up: walk(start, edges.up, ({ from }) => from),
    down: walk(start, edges.down, ({ to }) => to),
  }
}

function walk(
  start: TracePoint,
  next: (point: TracePoint) => readonly TraceEdge[],
  endOf: (edge: TraceEdge) => TracePoint,
): readonly TraceEdge[] {
  const seen = new Set([keyOf(start)])
  const rows = new Set<string>()
  const found: TraceEdge[] = []
  const pending = [start]
  for (let point = pending.shift(); point; point = pending.shift())
    for (const edge of next(point)) {
      // What decides the rows of a node decides them for each of its columns: it is named once.
      const row = `${keyOf(edge.from)} ${keyOf(edge.to)} ${edge.how}`
      if (rows.has(row)) continue
      rows.add(row)
      found.push(edge)
      const end = endOf(edge)
      if (end.column === undefined || seen.has(keyOf(end))) continue
      seen.add(keyOf(end))
      pending.push(end)
    }
  return found
}

function keyOf({ node, column }: TracePoint): string {
  return JSON.stringify([node, column])
}

function columnEdges({ id }: SiteNode, { name, madeOf, decidedBy }: SiteNode['columns'][number]): readonly TraceEdge[] {
  const to = { node: id, column: name }
  return [
    ...madeOf.map(({ how, ...from }): TraceEdge => ({ kind: 'value', from, to, how })),
    ...decidedBy.map(({ why, ...from }): TraceEdge => ({ kind: 'decides', from, to, how: why })),
  ]
}

function rowEdges({ id, rowsBy }: SiteNode): readonly TraceEdge[] {
  return rowsBy.map(({ why, ...from }) => ({ kind: 'decides', from, to: { node: id, column: undefined }, how: why }))
}

function mayNeed({ needs }: SiteNode, { node, column }: TracePoint): boolean {
  const columns = needs[node]
  return columns === undefined || (column !== undefined && columns.includes(column))
}
