import { spawn } from 'node:child_process'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { pythonEnv } from './python-env.js'

const FOLDER = path.join(import.meta.dirname, 'python')

/** The columns that each column of each query is made of, as `table.column`; for a query that sqlglot cannot read, `error`. */
export type SqlglotLineage = {
  readonly [query: string]: { readonly [column: string]: readonly string[] } | { readonly error: string }
}

/** What sqlglot says of the columns of queries. */
export async function sqlglotLineage(request: {
  readonly dialect: 'duckdb' | 'snowflake'
  /** The types of columns by table, the tables by schema. */
  readonly schema: { readonly [schema: string]: { readonly [table: string]: { readonly [column: string]: string } } }
  readonly queries: { readonly [name: string]: string }
}): Promise<SqlglotLineage> {
  const python = await pythonEnv(path.join(FOLDER, 'requirements.txt'))
  const child = spawn(python, [path.join(FOLDER, 'column_lineage.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(request))
  return JSON.parse(await text(child.stdout)) as SqlglotLineage
}
