import { type CommonTableExpressionNode, FunctionNode, type OperationNode, SelectQueryNode, TableNode } from 'kysely'
import { SELF } from '../../nodes/self.js'
import { readTouched, type Touched } from '../../nodes/touched.js'
import { readNewerThan } from './newer-than.js'

/** A `touched` and where it is. */
export interface TouchedPlace {
  readonly touched: Touched
  /** The select whose rows it keeps. */
  readonly select: SelectQueryNode | undefined
  /** The common table expressions that can be named there. */
  readonly ctes: readonly CommonTableExpressionNode[]
}

/** A `since` outside of keys, and where it is. */
export interface SincePlace {
  /** The column that it compares. */
  readonly column: OperationNode
  /** The select whose rows it keeps. */
  readonly select: SelectQueryNode | undefined
}

/** What one walk over a query finds of the helpers of its run. */
export interface QueryWalk {
  readonly touched: readonly TouchedPlace[]
  /** Names of the tables that are read, keys of `touched` included. */
  readonly tables: ReadonlySet<string>
  /** Whether the model's own relation is read outside of keys. */
  readonly readsSelf: boolean
  /** Each `since` outside of keys. */
  readonly since: readonly SincePlace[]
}

interface Place {
  readonly select: SelectQueryNode | undefined
  readonly ctes: readonly CommonTableExpressionNode[]
  readonly isKeys: boolean
}

/** Walks a query and says where it uses the helpers of its run. */
export function walkQuery(root: OperationNode): QueryWalk {
  const touched: TouchedPlace[] = []
  const tables = new Set<string>()
  let readsSelf = false
  const since: SincePlace[] = []

  function visit(value: unknown, place: Place): void {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      for (const each of value) visit(each, place)
      return
    }
    if (typeof (value as { kind?: unknown }).kind !== 'string') return
    const node = value as OperationNode
    if (SelectQueryNode.is(node)) visitSelect(node, place)
    else if (FunctionNode.is(node)) visitFunction(node, place)
    else if (TableNode.is(node)) visitTable(node, place)
    else for (const child of Object.values(node)) visit(child, place)
  }

  function visitSelect(node: SelectQueryNode, { ctes: outer, isKeys }: Place): void {
    const { with: withNode, ...rest } = node
    let ctes = outer
    for (const cte of withNode?.expressions ?? []) {
      visit(cte.expression, { select: undefined, ctes, isKeys })
      ctes = [...ctes, cte]
    }
    for (const child of Object.values(rest)) visit(child, { select: node, ctes, isKeys })
  }

  function visitFunction(node: FunctionNode, place: Place): void {
    const found = readTouched(node)
    if (found) touched.push({ touched: found, select: place.select, ctes: place.ctes })
    const newer = readNewerThan(node)
    if (newer && !place.isKeys) since.push({ column: newer.column, select: place.select })
    for (const argument of node.arguments) visit(argument, found ? { ...place, isKeys: true } : place)
  }

  function visitTable({ table }: TableNode, { isKeys }: Place): void {
    tables.add(table.identifier.name)
    if (table.identifier.name === SELF && !isKeys) readsSelf = true
  }

  visit(root, { select: undefined, ctes: [], isKeys: false })
  return { touched, tables, readsSelf, since }
}
