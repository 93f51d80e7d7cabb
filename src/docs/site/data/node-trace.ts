import type { ColumnTrace, TraceEdge } from './trace-column.js'

type Pair = readonly [from: string, to: string]

/** A column's lineage as a graph of nodes shows it. */
export interface NodeTrace {
  readonly nodes: ReadonlySet<string>
  /** Which nodes pass values on to which. */
  readonly values: readonly Pair[]
  /** Which nodes decide rows or values of which. */
  readonly decides: readonly Pair[]
  /** The columns of each node that take part: those that only decide are in parentheses. */
  readonly linesOf: ReadonlyMap<string, readonly string[]>
}

/** The number of columns that are named in a box. */
const MOST_LINES = 4

/** Makes the lineage of a column one of nodes. */
export function nodeTrace({ start, up, down }: ColumnTrace): NodeTrace {
  const edges = [...up, ...down]
  const columns = new Map<string, Map<string, boolean>>()
  const add = ({ node, column }: TraceEdge['from'], isValue: boolean): void => {
    const known = columns.get(node) ?? new Map<string, boolean>()
    columns.set(node, known)
    if (column !== undefined) known.set(column, isValue || (known.get(column) ?? false))
  }
  add(start, true)
  for (const { from, to, kind } of up) {
    add(from, kind === 'value' && columns.get(to.node)?.get(to.column ?? '') === true)
    add(to, false)
  }
  for (const { from, to, kind } of down)
    add(to, kind === 'value' && columns.get(from.node)?.get(from.column ?? '') === true)
  const linesOf = new Map([...columns].map(([node, of]) => [node, linesOfColumns([...of])]))
  const pairs = (kind: TraceEdge['kind']) => distinct(edges.filter((edge) => edge.kind === kind))
  return { nodes: new Set(columns.keys()), values: pairs('value'), decides: pairs('decides'), linesOf }
}

function linesOfColumns(columns: readonly (readonly [name: string, isValue: boolean])[]): readonly string[] {
  const names = columns.map(([name, isValue]) => (isValue ? name : `(${name})`))
  return names.length <= MOST_LINES
    ? names
    : [...names.slice(0, MOST_LINES - 1), `and ${names.length - MOST_LINES + 1} more`]
}

function distinct(edges: readonly TraceEdge[]): readonly Pair[] {
  const pairs = edges.map(({ from, to }): Pair => [from.node, to.node]).filter(([from, to]) => from !== to)
  return [...new Map(pairs.map((pair) => [pair.join('\n'), pair])).values()]
}
