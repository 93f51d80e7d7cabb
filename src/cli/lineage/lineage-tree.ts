import pc from 'picocolors'
import type { Lineage } from '../../core/lineage/lineage.js'
import type { LineageEdge, LineagePoint } from '../../core/lineage/lineage-edge.js'
import type { ColumnRef } from '../../core/lineage/node-lineage.js'

/** The direction of a tree. */
export type Direction = 'upstream' | 'downstream'

/** The root of a tree of columns, and its depth. */
export interface TreeOptions {
  readonly direction: Direction
  readonly depth: number | undefined
}

/** The columns that a column is made of, or that are made of it, as a tree. Each column is expanded once. */
export function lineageTree(lineage: Lineage, column: ColumnRef, { direction, depth }: TreeOptions): readonly string[] {
  const edges = lineage[direction](column, { depth })
  const [near, far] = direction === 'upstream' ? (['to', 'from'] as const) : (['from', 'to'] as const)
  const next = new Map<string, LineageEdge[]>()
  for (const edge of edges) {
    const key = keyOf(edge[near])
    next.set(key, [...(next.get(key) ?? []), edge])
  }
  const drawn = new Set<string>()
  const lines: string[] = []
  const draw = (point: LineagePoint | ColumnRef, indent: string): void => {
    drawn.add(keyOf(point))
    // The columns that decide the rows of every node on the path would hide the path.
    const all = (next.get(keyOf(point)) ?? []).filter((edge) => direction === 'downstream' || edge.kind !== 'rows')
    // An exposure that reads several nodes is named once.
    const grouped = groupByPoint(all, far).filter(
      ({ kind, point: other }) => kind !== 'exposure' || isNew(drawn, other),
    )
    grouped.forEach(({ point: other, words, kind }, i) => {
      const isLast = i === grouped.length - 1
      const again = kind !== 'rows' && drawn.has(keyOf(other)) && next.has(keyOf(other))
      lines.push(
        `${indent}${pc.dim(isLast ? '└─ ' : '├─ ')}${pointLine(lineage, other, words)}${again ? pc.dim(' (above)') : ''}`,
      )
      if (kind !== 'rows' && !again) draw(other, `${indent}${pc.dim(isLast ? '   ' : '│  ')}`)
    })
  }
  draw(column, '')
  return lines
}

/** What decides the rows of a node, one line for each column. */
export function rowsLines(lineage: Lineage, node: string): readonly string[] {
  const edges = (lineage.node(node)?.rows ?? []).map(({ why, ...from }) => ({ from, why }))
  const grouped = new Map<string, { readonly from: ColumnRef; readonly words: Set<string> }>()
  for (const { from, why } of edges) {
    const known = grouped.get(keyOf(from)) ?? { from, words: new Set<string>() }
    known.words.add(why)
    grouped.set(keyOf(from), known)
  }
  return [...grouped.values()].map(({ from, words }) => pointLine(lineage, from, [...words]))
}

/** A column with its place; without a column, the rows of a node. */
export function pointLine(lineage: Lineage, point: LineagePoint | ColumnRef, words: readonly string[]): string {
  const node = lineage.node(point.node)
  const name = node?.name ?? point.node
  const text = point.column === undefined ? wholeName(node?.resourceType, name) : `${name}.${point.column}`
  const isOpaque =
    point.column === undefined ? node?.isOpaque : node?.columns.find(({ name: own }) => own === point.column)?.isOpaque
  const said = [...words, ...(isOpaque ? ['raw sql'] : [])]
  const at = lineage.placeOf(point)
  return [pc.bold(text), ...(said.length > 0 ? [pc.cyan(said.join(', '))] : []), ...(at ? [pc.dim(at)] : [])].join('  ')
}

/** For a test only its rows count, for an exposure everything that it reads. */
function wholeName(type: string | undefined, name: string): string {
  return type === 'test' || type === 'exposure' ? `${type} ${name}` : `rows of ${name}`
}

/** Merges edges to one point: a column may be compared twice, or be both a value and a condition. */
function groupByPoint(
  edges: readonly LineageEdge[],
  end: 'from' | 'to',
): readonly { readonly point: LineagePoint | ColumnRef; readonly words: readonly string[]; readonly kind: string }[] {
  const grouped = new Map<string, { point: LineagePoint | ColumnRef; words: string[]; kind: string }>()
  for (const edge of edges) {
    const key = keyOf(edge[end])
    const word = edge.kind === 'value' ? edge.how : edge.kind === 'exposure' ? undefined : edge.why
    const known = grouped.get(key) ?? { point: edge[end], words: [], kind: edge.kind }
    if (word !== undefined && !known.words.includes(word)) known.words.push(word)
    grouped.set(key, known)
  }
  return [...grouped.values()]
}

function isNew(drawn: Set<string>, point: LineagePoint | ColumnRef): boolean {
  return drawn.size !== drawn.add(keyOf(point)).size
}

function keyOf({ node, column }: LineagePoint | ColumnRef): string {
  return `${node}\n${column ?? ''}`
}
