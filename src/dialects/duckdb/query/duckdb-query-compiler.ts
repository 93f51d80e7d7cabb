import {
  type AggregateFunctionNode,
  BinaryOperationNode,
  type CompiledQuery,
  type FetchNode,
  type InsertQueryNode,
  type JSONReferenceNode,
  type LimitNode,
  type OffsetNode,
  type OperationNode,
  OrActionNode,
  type QueryId,
  type RawNode,
  type RootOperationNode,
  UnaryOperationNode,
  ValueNode,
} from 'kysely'
import type { SqlType } from '../../../core/columns/index.js'
import { CanonicalQueryCompiler } from '../../../core/render/canonical-query-compiler.js'
import { quoteIdentifier } from '../text/duckdb-identifier.js'
import { duckDbLiterals } from '../text/duckdb-literals.js'
import { duckDbTypeName } from '../values/duckdb-types.js'
import { duckDbFunctions } from './duckdb-functions.js'

const HELPERS: { readonly [beginning: string]: string | undefined } = {
  "(select coalesce(json_agg(agg), '[]') from ": "(select coalesce(json_group_array(agg), '[]') from ",
  'json_build_object(': 'json_object(',
}

/** Begins the name of a relation in the current database, which is not written. */
export const CURRENT_DATABASE = '/* current database */'

/** Compiles queries to DuckDB's SQL: names in double quotes, binds as `$1`. */
export class DuckDbQueryCompiler extends CanonicalQueryCompiler {
  protected override readonly title = 'DuckDB'
  protected override readonly functions = duckDbFunctions
  protected override readonly literalStyle = duckDbLiterals

  /** Where the names of relations in the current database begin in the SQL. */
  #inCurrentDatabase: number[] = []

  override compileQuery(node: RootOperationNode, queryId: QueryId): CompiledQuery {
    this.#inCurrentDatabase = []
    return super.compileQuery(node, queryId)
  }

  /** The SQL that was compiled last, with a database in the names that have none. */
  withCurrentDatabase(sql: string, database: string): string {
    const starts = [0, ...this.#inCurrentDatabase]
    return starts.map((start, i) => sql.slice(start, starts[i + 1])).join(`${quoteIdentifier(database)}.`)
  }

  protected override typeName(type: SqlType): string {
    return duckDbTypeName(type)
  }

  /** The words of SQLite, which are DuckDB's: MySQL's `replace into` and `insert ignore` are not. */
  protected override visitInsertQuery({ replace, ...node }: InsertQueryNode): void {
    super.visitInsertQuery(replace ? { ...node, orAction: OrActionNode.create('replace') } : node)
  }

  protected override visitOrAction({ action }: OrActionNode): void {
    this.append(`or ${action}`)
  }

  protected override visitLimit({ limit, ...node }: LimitNode): void {
    super.visitLimit({ ...node, limit: this.#constantInSubquery(limit) })
  }

  protected override visitOffset({ offset, ...node }: OffsetNode): void {
    super.visitOffset({ ...node, offset: this.#constantInSubquery(offset) })
  }

  protected override visitFetch({ rowCount, ...node }: FetchNode): void {
    super.visitFetch({ ...node, rowCount: this.#constantInSubquery(rowCount) as FetchNode['rowCount'] })
  }

  /** In a correlated subquery DuckDB takes no bind for the number of rows. */
  #constantInSubquery(rows: OperationNode): OperationNode {
    const isNumber = ValueNode.is(rows) && (typeof rows.value === 'number' || typeof rows.value === 'bigint')
    // Of the query itself: the query, and this clause of it.
    const isSubquery = this.nodeStack.length > 2
    return isNumber && isSubquery ? ValueNode.createImmediate(rows.value) : rows
  }

  /** Kysely's helper has PostgreSQL's name. DuckDB's JSON_GROUP_ARRAY is a macro, which takes no order and no filter. */
  protected override visitAggregateFunction(node: AggregateFunctionNode): void {
    if (node.func !== 'json_agg') return super.visitAggregateFunction(node)
    this.append('to_json(')
    super.visitAggregateFunction({ ...node, func: 'list' })
    this.append(')')
  }

  /** What `kysely/helpers/postgres` writes, in DuckDB's words; of `kysely/helpers/sqlite` they are the same. */
  protected override visitRaw(node: RawNode): void {
    const [first = '', ...others] = node.sqlFragments
    if (first === CURRENT_DATABASE) this.#inCurrentDatabase.push(this.getSql().length)
    const own = first === CURRENT_DATABASE ? '' : HELPERS[first]
    super.visitRaw(own === undefined ? node : { ...node, sqlFragments: [own, ...others] })
  }

  /** DuckDB's arrow binds less tightly than comparisons, since it begins a lambda, too. */
  protected override visitJSONReference(node: JSONReferenceNode): void {
    const { parentNode } = this
    const isOperand = parentNode && (BinaryOperationNode.is(parentNode) || UnaryOperationNode.is(parentNode))
    if (isOperand) this.append('(')
    super.visitJSONReference(node)
    if (isOperand) this.append(')')
  }
}
