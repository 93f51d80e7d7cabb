import dagre from '@dagrejs/dagre'

/** The size of a node's box, in pixels. */
export const BOX = { width: 220, height: 34 }

/** The height of a line below the name, in pixels. */
export const LINE = 16

/** The middle of each node's box by id, and the size of the whole. */
export interface GraphLayout {
  readonly places: ReadonlyMap<string, { readonly x: number; readonly y: number }>
  readonly width: number
  readonly height: number
}

/** A node to be laid out. */
export interface LaidOut {
  readonly id: string
  readonly parents: readonly string[]
  /** Lines below the name. Default: none. */
  readonly lines?: number
}

/** The height of a box, in pixels. */
export function boxHeight(lines = 0): number {
  return BOX.height + lines * LINE
}

/** Lays a graph out in layers from left to right: a node is to the right of those that it reads. */
export function layoutGraph(nodes: readonly LaidOut[]): GraphLayout {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 12, ranksep: 70, ranker: 'longest-path', marginx: 20, marginy: 20 })
  graph.setDefaultEdgeLabel(() => ({}))
  const ids = new Set(nodes.map(({ id }) => id))
  for (const { id, lines } of nodes) graph.setNode(id, { width: BOX.width, height: boxHeight(lines) })
  for (const { id, parents } of nodes) for (const parent of parents) if (ids.has(parent)) graph.setEdge(parent, id)
  if (nodes.length === 0) return { places: new Map(), width: 0, height: 0 }
  dagre.layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  return {
    places: new Map(graph.nodes().map((id: string) => [id, { x: graph.node(id).x, y: graph.node(id).y }])),
    width,
    height,
  }
}
