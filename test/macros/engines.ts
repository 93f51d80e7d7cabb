import type { DuckDBConnection } from '@duckdb/node-api'
import { validate } from '@polyglot-sql/sdk'
import { type Expression, type Kysely, type OperationNode, sql } from 'kysely'
import type { DateString } from '../../src/core/columns/index.js'
import { compileDatabase } from '../../src/core/nodes/compile-database.js'
import { compile, duckDb, openDuckDb, snowflake } from '../core/functions/run-case.js'

interface Tables {
  /** Ratings of three users; the last one has no rating. */
  r: {
    id: number
    user_id: number
    rating: number
    weight: number | null
    comment: string | null
    rated_on: DateString
    loaded_at: Date
  }
  u: { user_id: number; name: string }
}

/** Builds the queries of these tests. */
export const db = compileDatabase as Kysely<Tables>

/** A query, or the node of a compiled one. */
export interface Compilable {
  toOperationNode(): OperationNode
}

/** A query's SQL on DuckDB, and on Snowflake, whose syntax is checked. */
export function compiled(query: Compilable): { duckdb: string; snowflake: string } {
  const node = query.toOperationNode()
  const statements = { duckdb: compile(duckDb(), node), snowflake: compile(snowflake(), node) }
  const { errors } = validate(statements.snowflake, 'snowflake')
  if (errors.length > 0) throw new Error(`Snowflake cannot read\n${statements.snowflake}\n${JSON.stringify(errors)}`)
  return statements
}

/** An expression's SQL over the ratings, without the select around it. */
export function compiledExpression(x: Expression<unknown>): { duckdb: string; snowflake: string } {
  const { duckdb, snowflake: other } = compiled(sql`select ${x}`)
  return { duckdb: duckdb.replace('select ', ''), snowflake: other.replace('select ', '') }
}

let connection: Promise<DuckDBConnection> | undefined

/** The rows of a query, run by DuckDB. */
export async function rowsOf(query: Compilable): Promise<readonly Record<string, unknown>[]> {
  connection ??= openTables()
  const result = await (await connection).runAndReadAll(compile(duckDb(), query.toOperationNode()))
  return result.getRowObjectsJS()
}

async function openTables(): Promise<DuckDBConnection> {
  const opened = await openDuckDb()
  await opened.run(`create table r as select * from (values
    (1, 1, 4.5::decimal(2, 1), 3::bigint, 'good', date '2024-01-31', timestamp '2024-02-01 00:00:00'),
    (2, 1, 4.0, 1, null, date '2024-02-29', timestamp '2024-02-03 00:00:00'),
    (3, 1, 2.5, 0, '', date '2024-03-01', timestamp '2024-02-02 00:00:00'),
    (4, 2, 0.5, 0, 'a|b', date '2024-01-01', timestamp '2024-01-01 00:00:00'),
    (5, 2, 5.0, null, null, date '2023-12-31', timestamp '2024-01-01 00:00:00'),
    (6, 3, null, null, null, null, null)
  ) as t(id, user_id, rating, weight, comment, rated_on, loaded_at)`)
  await opened.run(`create table u as select * from (values (1, 'Ann'), (2, 'Bob'), (3, 'Cy')) as t(user_id, name)`)
  return opened
}
