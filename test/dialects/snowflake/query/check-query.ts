import { createRequire } from 'node:module'
import { Dialect, validate } from '@polyglot-sql/sdk'
import {
  type Compilable,
  createQueryId,
  MergeQueryNode,
  type OperationNodeSource,
  type RootOperationNode,
  SelectQueryNode,
} from 'kysely'
import { expect } from 'vitest'
import { SnowflakeQueryCompiler } from '../../../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { tables } from './database.js'

/** Runs statements; the matrix does not know where. */
export interface Executor {
  run(sql: string, parameters: readonly unknown[]): Promise<readonly object[]>
  /** Parses statements with sqlglot: for each what is wrong, or null. */
  parse(statements: readonly string[]): Promise<readonly (string | null)[]>
  close(): Promise<unknown>
}

export type MatrixQuery = Compilable<unknown> & OperationNodeSource

/** The protocol server with the tables of the matrix in it; `undefined` where there is no server (said loudly). */
export async function openExecutor(): Promise<Executor | undefined> {
  const server = await snowflakeServer()
  if (server.skipReason !== undefined) return undefined
  const sdk = createRequire(import.meta.url)('snowflake-sdk') as typeof import('snowflake-sdk')
  sdk.configure({ logLevel: 'OFF', disableOCSPChecks: true, additionalLogToConsole: false })
  const { accessUrl, account, username, password, database, schema } = server
  const connection = sdk.createConnection({ accessUrl, account, username, password, database, schema })
  await new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve(null))))
  const run: Executor['run'] = (sqlText, binds) =>
    new Promise((resolve, reject) =>
      connection.execute({
        sqlText,
        binds: binds as never,
        complete: (error, _, rows) => (error ? reject(new Error(`${error.message}\n${sqlText}`)) : resolve(rows ?? [])),
      }),
    )
  for (const statement of tables) {
    const { sql, parameters } = statement.compile()
    await run(sql, parameters)
  }
  await run(`insert into EVENTS select 1, parse_json('{"user":{"name":"Ann","tags":["a","b"]},"odd key":7}')`, [])
  return { run, parse: server.parse, close: () => new Promise((resolve) => connection.destroy(resolve)) }
}

/** What a query becomes, and what it gives where it runs. */
export interface Checked {
  readonly sql: string
  readonly parameters?: readonly unknown[]
  readonly rows?: readonly object[]
}

/** Why a part of the check is left out: neither the protocol server nor the parser is Snowflake. */
export interface LeftOut {
  readonly notRun?: string
  readonly notParsed?: string
}

/** Compiles a query with binds and with literals, parses both, and runs it. A select runs in both ways, with equal rows. */
export async function checkQuery(
  executor: Executor | undefined,
  query: MatrixQuery,
  leftOut: LeftOut = {},
): Promise<Checked> {
  const node = query.toOperationNode() as RootOperationNode
  const bound = new SnowflakeQueryCompiler().compileQuery(node, createQueryId())
  const inlined = new SnowflakeQueryCompiler({ literals: 'inline' }).compileQuery(node, createQueryId())
  expect(inlined.parameters).toEqual([])
  // What is left out must still fail there, or it need not be left out.
  for (const { sql } of [bound, inlined])
    expect(diagnostics(sql).length > 0 ? diagnostics(sql) : undefined).toEqual(
      leftOut.notParsed === undefined ? undefined : [expect.any(String)],
    )
  if (executor && leftOut.notParsed === undefined)
    expect(await executor.parse([bound.sql, inlined.sql])).toEqual([null, null])
  const checked = { sql: bound.sql, ...(bound.parameters.length > 0 && { parameters: bound.parameters }) }
  if (leftOut.notRun !== undefined || !executor) return checked
  // The server deals out a MERGE's work to several statements, but not its binds.
  const { sql, parameters } = MergeQueryNode.is(node) ? inlined : bound
  const rows = await executor.run(sql, parameters)
  if (!SelectQueryNode.is(node)) return checked
  expect(await executor.run(inlined.sql, [])).toEqual(rows)
  return { ...checked, rows }
}

/** What the parser has against a statement. */
export function diagnostics(sql: string): readonly string[] {
  return validate(sql, Dialect.Snowflake).errors.map(({ message }) => `${message} in ${sql}`)
}
