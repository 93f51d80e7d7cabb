import type { Lineage } from '../../core/lineage/lineage.js'
import type { LineageEdge, LineagePoint } from '../../core/lineage/lineage-edge.js'
import type { ColumnRef } from '../../core/lineage/node-lineage.js'

/** Edges as a Mermaid flowchart: a box for each node, dotted lines for columns that only decide rows. */
export function lineageMermaid(lineage: Lineage, edges: readonly LineageEdge[], column: ColumnRef): string {
  const ids = new Map<string, string>()
  const boxes = new Map<string, string[]>()
  const idOf = (point: LineagePoint | ColumnRef): string => {
    const key = `${point.node}\n${point.column ?? ''}`
    const known = ids.get(key)
    if (known !== undefined) return known
    const id = `c${ids.size}`
    ids.set(key, id)
    const label = point.column === undefined ? `${id}(["rows"])` : `${id}["${escaped(point.column)}"]`
    boxes.set(point.node, [...(boxes.get(point.node) ?? []), label])
    return id
  }
  idOf(column)
  const lines = edges.map((edge) => {
    const [from, to] = [idOf(edge.from), idOf(edge.to)]
    if (edge.kind === 'value') return `  ${from} -->|${edge.how}| ${to}`
    return edge.kind === 'exposure' ? `  ${from} --> ${to}` : `  ${from} -.->|${edge.why}| ${to}`
  })
  const groups = [...boxes].flatMap(([node, labels], i) => [
    `  subgraph n${i}["${escaped(lineage.node(node)?.name ?? node)}"]`,
    ...labels.map((label) => `    ${label}`),
    '  end',
  ])
  return ['flowchart LR', ...groups, ...lines].join('\n')
}

/** A quoted label may contain anything but these. */
function escaped(text: string): string {
  return text.replace(/[&"<>#;]/g, (char) => `#${char.codePointAt(0)};`)
}
