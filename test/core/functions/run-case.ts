import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import {
  createQueryId,
  type Expression,
  type OperationNode,
  type RootOperationNode,
  SelectionNode,
  SelectQueryNode,
} from 'kysely'
import type { CanonicalQueryCompiler } from '../../../src/core/render/canonical-query-compiler.js'
import { DuckDbQueryCompiler } from '../../../src/dialects/duckdb/query/duckdb-query-compiler.js'
import { SnowflakeQueryCompiler } from '../../../src/dialects/snowflake/query/snowflake-query-compiler.js'

export const duckDb = (): DuckDbQueryCompiler => new DuckDbQueryCompiler({ literals: 'inline' })
export const snowflake = (): SnowflakeQueryCompiler => new SnowflakeQueryCompiler({ literals: 'inline' })

/** A query's SQL. */
export function compile(compiler: CanonicalQueryCompiler, node: OperationNode): string {
  return compiler.compileQuery(node as RootOperationNode, createQueryId()).sql
}

/** An expression's SQL. */
export function sqlOf(compiler: CanonicalQueryCompiler, expression: Expression<unknown>): string {
  const select = SelectQueryNode.cloneWithSelections(SelectQueryNode.create(), [
    SelectionNode.create(expression.toOperationNode() as never),
  ])
  return compile(compiler, select).replace(/^select /, '')
}

/** A DuckDB in memory with the settings of every target. */
export async function openDuckDb(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  await connection.run("set TimeZone = 'UTC'")
  await connection.run("set default_null_order = 'nulls_last_on_asc_first_on_desc'")
  return connection
}
