import { KerrosError } from '../errors/index.js'
import { didYouMean } from '../graph/did-you-mean.js'
import { suggestName } from '../graph/suggest-name.js'
import type { LineageEdge, LineagePoint } from './lineage-edge.js'
import { type Edges, lineageEdges } from './lineage-edges.js'
import type { ColumnRef, NodeLineage } from './node-lineage.js'

/** How many columns a hint names at most. */
const MOST_NAMED = 5

/** How far to go. */
export interface LineageOptions {
  /** How many nodes away at most. Default: all. */
  readonly depth?: number | undefined
}

/** What a change of a column's values can change: by itself, and through the rows that there are. */
export interface Reach {
  /** The columns whose values may be others, by node; the column itself among them. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>
  /** The nodes that may have other rows; then all of their columns may be others. */
  readonly rows: ReadonlySet<string>
}

/** The column lineage of a project: what is made of what, one node back, and ways through it. */
export class Lineage {
  /** Every node after those that it reads. */
  readonly nodes: readonly NodeLineage[]
  readonly #byId: ReadonlyMap<string, NodeLineage>
  readonly #placeOf: (point: LineagePoint) => string | undefined
  #edges: Edges | undefined

  /** @param placeOf Where a node or a column is written. */
  constructor(nodes: readonly NodeLineage[], placeOf: (point: LineagePoint) => string | undefined = () => undefined) {
    this.nodes = nodes
    this.#placeOf = placeOf
    this.#byId = new Map(nodes.map((node) => [node.uniqueId, node]))
  }

  /** The node of a unique id. */
  node(uniqueId: string): NodeLineage | undefined {
    return this.#byId.get(uniqueId)
  }

  /**
   * The column that a person means: `src_ratings.rating`, `raw.raw_ratings.rating`, `raw_ratings.rating` without the source's
   * schema, or with a unique id before the point.
   *
   * @throws KerrosError `E_NO_MATCH` for a node that there is not, `E_UNKNOWN_COLUMN` for a column.
   */
  column(name: string): ColumnRef {
    const splits = splitsOf(name).flatMap(({ nodeName, column }) => {
      const node = this.#named(nodeName)
      return node ? [{ node, column }] : []
    })
    for (const { node, column } of splits) {
      const found = columnNamed(node, column)
      if (found) return { node: node.uniqueId, column: found.name }
    }
    const [first] = splits
    if (!first) throw this.#noNode(name, name.slice(0, Math.max(name.lastIndexOf('.'), 0)))
    throw new KerrosError('E_UNKNOWN_COLUMN', `"${first.node.name}" has no column "${first.column}"`, {
      hint: didYouMean(
        first.column,
        first.node.columns.map((each) => each.name),
        'Its columns are',
      ),
      at: this.#placeOf({ node: first.node.uniqueId, column: undefined }) ?? first.node.file,
    })
  }

  /** The node with a name or unique id; `undefined` when it does not exist. */
  find(name: string): NodeLineage | undefined {
    return this.#named(name)
  }

  /**
   * Where a column's expression is written, or without a column the node: `src/marts/dim_movies.ts:12:9`. Only the file where
   * no more is known; `undefined` for a project without files.
   */
  placeOf({ node, column }: LineagePoint | ColumnRef): string | undefined {
    return this.#placeOf({ node, column })
  }

  /** What a column is made of: the nearest first. What decides rows is said of each node on the way, and not followed. */
  upstream(column: ColumnRef | string, options: LineageOptions = {}): readonly LineageEdge[] {
    return this.#walk(column, options, { next: (ref) => this.#indexed.up(ref), end: 'from' })
  }

  /** What is made of a column: the nearest first. Nodes whose rows it decides are named, and not followed. */
  downstream(column: ColumnRef | string, options: LineageOptions = {}): readonly LineageEdge[] {
    return this.#walk(column, options, { next: (ref) => this.#indexed.down(ref), end: 'to' })
  }

  /** Everything that may become another when the values of a column do, rows included. */
  reach(column: ColumnRef | string): Reach {
    const start = this.#ref(column)
    const columns = new Map([[start.node, new Set([start.column])]])
    const rows = new Set<string>()
    const pending: ColumnRef[] = [start]
    const pendingRows: string[] = []
    const addColumn = (ref: ColumnRef): void => {
      const known = columns.get(ref.node)
      if (known?.has(ref.column)) return
      if (known) known.add(ref.column)
      else columns.set(ref.node, new Set([ref.column]))
      pending.push(ref)
    }
    const addRows = (node: string): void => {
      if (rows.has(node)) return
      rows.add(node)
      pendingRows.push(node)
    }
    for (;;) {
      const ref = pending.pop()
      const node = ref ? undefined : pendingRows.pop()
      if (ref)
        for (const { to } of this.#indexed.down(ref)) {
          if (to.column === undefined) addRows(to.node)
          else addColumn({ node: to.node, column: to.column })
        }
      else if (node !== undefined) {
        for (const reader of this.#indexed.readersOf(node)) addRows(reader)
        for (const made of this.#indexed.madeOfRows(node)) addColumn(made)
      } else return { columns, rows }
    }
  }

  get #indexed(): Edges {
    this.#edges ??= lineageEdges(this.nodes)
    return this.#edges
  }

  #walk(
    column: ColumnRef | string,
    { depth = Number.POSITIVE_INFINITY }: LineageOptions,
    { next, end }: { readonly next: (ref: ColumnRef) => readonly LineageEdge[]; readonly end: 'from' | 'to' },
  ): readonly LineageEdge[] {
    const start = this.#ref(column)
    const seen = new Set([keyOf(start)])
    const found: LineageEdge[] = []
    let layer: readonly ColumnRef[] = [start]
    for (let far = 0; far < depth && layer.length > 0; far++) {
      const further: ColumnRef[] = []
      for (const ref of layer)
        for (const edge of next(ref)) {
          found.push(edge)
          const other = edge[end]
          if (!isColumn(other) || edge.kind === 'rows' || seen.has(keyOf(other))) continue
          seen.add(keyOf(other))
          further.push(other)
        }
      layer = further
    }
    return found
  }

  #ref(column: ColumnRef | string): ColumnRef {
    return typeof column === 'string' ? this.column(column) : column
  }

  #named(name: string): NodeLineage | undefined {
    return (
      this.#byId.get(name) ??
      this.nodes.find((node) => node.name === name) ??
      this.nodes.find((node) => node.resourceType === 'source' && node.name.endsWith(`.${name}`))
    )
  }

  #noNode(name: string, nodeName: string): KerrosError {
    const whole = this.#named(name)
    if (whole)
      return new KerrosError('E_NO_MATCH', `"${name}" is a ${whole.resourceType}, not a column`, {
        hint: `Name one of its columns: ${whole.columns.map((column) => `${name}.${column.name}`).join(', ') || 'it has none'}.`,
      })
    const nearest = suggestName(
      nodeName || name,
      this.nodes.map((node) => node.name),
    )
    const hint = this.#columnsNamed(name) ?? (nearest && `Did you mean "${nearest}"?`)
    const details = hint ? { hint } : { hint: '`kerros ls` lists the nodes.', commands: ['kerros ls'] }
    return new KerrosError('E_NO_MATCH', `there is no node "${nodeName || name}"`, details)
  }

  /** Says which nodes have a column of this name, for a column that was named without its node. */
  #columnsNamed(name: string): string | undefined {
    const columns = this.nodes.flatMap((node) =>
      node.columns
        .filter((column) => column.name.toLowerCase() === name.toLowerCase())
        .map((column) => `${node.name}.${column.name}`),
    )
    if (columns.length === 0) return undefined
    const rest = columns.length > MOST_NAMED ? ', …' : ''
    return `Name a column with its node: ${columns.slice(0, MOST_NAMED).join(', ')}${rest}`
  }
}

/** A column's name can have dots too: every way to read a name as a node's and a column's, the longest node first. */
function splitsOf(name: string): readonly { readonly nodeName: string; readonly column: string }[] {
  const dots = [...name.matchAll(/\./g)].map(({ index }) => index).reverse()
  return dots.map((at) => ({ nodeName: name.slice(0, at), column: name.slice(at + 1) }))
}

function columnNamed({ columns }: NodeLineage, name: string): NodeLineage['columns'][number] | undefined {
  return (
    columns.find((each) => each.name === name) ?? columns.find((each) => each.name.toLowerCase() === name.toLowerCase())
  )
}

function isColumn(point: LineagePoint | ColumnRef): point is ColumnRef {
  return point.column !== undefined
}

function keyOf({ node, column }: ColumnRef): string {
  return `${node}\n${column}`
}
