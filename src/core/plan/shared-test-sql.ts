import {
  AliasNode,
  ColumnNode,
  type Expression,
  ExpressionWrapper,
  type FromNode,
  IdentifierNode,
  type OperationNode,
  ReferenceNode,
  SelectAllNode,
  SelectQueryNode,
  sql,
} from 'kysely'
import { compileDatabase } from '../nodes/compile-database.js'
import { derivedTable } from '../nodes/derived-table.js'
import type { SqlDialect } from '../steps/sql-dialect.js'

/** A test whose query returns the rows that fail. */
export interface FailingRows {
  readonly uniqueId: string
  readonly node: OperationNode
}

/** One statement that counts the failures of several tests. */
export interface SharedTestSql {
  readonly sql: string
  /** The column of the statement's one row that belongs to each test. */
  readonly columns: ReadonlyMap<string, string>
}

/** The statement that counts the rows which fail one test: one row, `failures`. */
export function testSql(failing: OperationNode, dialect: SqlDialect): string {
  return dialect.compile(countRows(failing, 'failures').toOperationNode())
}

/**
 * Counts the failures of several tests in one statement. Tests that only look at single rows of one relation are counted
 * in one scan of it; the others are subqueries next to it.
 *
 * The generated SQL: `select "s0"."t0", "s0"."t1", "s1"."t2" from (select count(case when … then 1 end) as "t0", … from
 * RELATION as "m") as "s0" cross join (select count(*) as "t2" from (…) as "failing") as "s1"`
 */
export function sharedTestSql(tests: readonly FailingRows[], dialect: SqlDialect): SharedTestSql {
  const columns = new Map(tests.map(({ uniqueId }, i) => [uniqueId, `t${i}`]))
  const scans = new Map<string, { from: FromNode; counts: [column: string, where: OperationNode][] }>()
  const parts: { readonly query: Expression<any>; readonly columns: readonly string[] }[] = []
  for (const { uniqueId, node } of tests) {
    const column = columns.get(uniqueId)!
    const scan = rowScan(node)
    if (!scan) {
      parts.push({ query: countRows(node, column), columns: [column] })
      continue
    }
    const key = dialect.compile(selectOne(scan.from))
    const found = scans.get(key)
    if (found) found.counts.push([column, scan.where])
    else scans.set(key, { from: scan.from, counts: [[column, scan.where]] })
  }
  for (const { from, counts } of scans.values()) {
    const query = compileDatabase.selectNoFrom((eb) =>
      counts.map(([column, where]) =>
        eb.fn.count(eb.case().when(new ExpressionWrapper<any, any, any>(where)).then(eb.lit(1)).end()).as(column),
      ),
    )
    const node = { ...(query.toOperationNode() as SelectQueryNode), from }
    parts.unshift({ query: new ExpressionWrapper(node), columns: counts.map(([column]) => column) })
  }
  return { sql: dialect.compile(besideEachOther(parts)), columns }
}

/** What a query scans and the rows it keeps, when it does nothing but keep rows of one relation, or of such a query, each by itself. */
function rowScan(node: OperationNode): { readonly from: FromNode; readonly where: OperationNode } | undefined {
  if (!SelectQueryNode.is(node)) return undefined
  const { kind, from, where, selections, ...others } = node
  if (from?.froms.length !== 1 || !where || Object.values(others).some((part) => part !== undefined)) return undefined
  const isRelation = from.froms.every(
    (one) => AliasNode.is(one) && (!SelectQueryNode.is(one.node) || rowScan(one.node)),
  )
  // An aggregate makes one row of all, and other functions make several rows of one: only columns make one row of one.
  const isRowEach = selections?.every(({ selection }) => isColumn(selection))
  return isRelation && isRowEach && !hasSubquery(where.where) ? { from, where: where.where } : undefined
}

/** Whether a selection is a column under its own name: engines let WHERE read what a selection renames. */
function isColumn(node: OperationNode): boolean {
  if (!AliasNode.is(node)) return ReferenceNode.is(node) || ColumnNode.is(node) || SelectAllNode.is(node)
  const column = ReferenceNode.is(node.node) ? node.node.column : node.node
  return ColumnNode.is(column) && IdentifierNode.is(node.alias) && column.column.name === node.alias.name
}

/** Engines do not take every correlated subquery inside of an aggregate. */
function hasSubquery(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false
  return 'kind' in node && SelectQueryNode.is(node as OperationNode) ? true : Object.values(node).some(hasSubquery)
}

function countRows(failing: OperationNode, column: string): Expression<any> {
  return compileDatabase
    .selectFrom(derivedTable(failing, 'failing') as never)
    .select((eb) => eb.fn.countAll().as(column))
}

function selectOne(from: FromNode): OperationNode {
  return { ...(compileDatabase.selectNoFrom(sql.lit(1).as('one')).toOperationNode() as SelectQueryNode), from } as never
}

function besideEachOther(parts: readonly { readonly query: Expression<any>; readonly columns: readonly string[] }[]) {
  if (parts.length === 1) return parts[0]!.query.toOperationNode()
  const [first, ...others] = parts.map(({ query }, i) =>
    new ExpressionWrapper<any, any, any>(query.toOperationNode()).as(`s${i}`),
  )
  const from = compileDatabase.selectFrom(first as never)
  const joined = others.reduce((query, part) => query.crossJoin(part as never), from as any)
  return joined.select(parts.flatMap(({ columns }, i) => columns.map((column) => `s${i}.${column}`))).toOperationNode()
}
