import { validate } from '@polyglot-sql/sdk'
import { DiagnosticsError, date, decimal, double, integer, source, type Target, timestamp, varchar } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import type { OutputColumn } from '../../../src/core/infer/output-column.js'
import { buildProject } from '../../../src/core/project/build-project.js'
import type { RunFacts } from '../../../src/core/query/query.js'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'
import { snowflakeSqlDialect } from '../../../src/dialects/snowflake/warehouse/snowflake-sql-dialect.js'
import { resolveVariables } from '../../../src/runtime/open/resolve-variables.js'
import { targetProject } from '../../../src/runtime/open/targeted-project.js'

/** The sources that these tests read. */
export const raw = source('raw', {
  events: { id: integer(), user_id: integer(), kind: varchar(), amount: decimal(10, 2), loaded_at: timestamp() },
  users: { user_id: integer(), name: varchar(), born: date(), score: double() },
})

const TABLES = [
  'create schema raw',
  'create schema dev',
  `create table raw.events as select * from (values
    (1, 10, 'a', 1.50::decimal(10, 2), timestamp '2026-01-01'), (2, 10, 'b', 2.50, timestamp '2026-01-02'),
    (3, 20, 'a', 4.00, timestamp '2026-01-03')) as t(id, user_id, kind, amount, loaded_at)`,
  `create table raw.users as select * from (values
    (10, 'Aino', date '1990-01-01', 1.5::double), (20, 'Veikko', date '1980-02-03', 2.5)) as t(user_id, name, born, score)`,
]

const duck = duckdb({ path: ':memory:', schema: 'dev' })

/** The same target with Snowflake's SQL: compiling asks nothing else of a target. */
const snow: Target = { ...duck, dialect: snowflakeSqlDialect(), database: 'MOVIES', schema: 'DEV' }

/** A compiled query. */
export interface Compiled {
  readonly sql: string
  readonly columns: readonly OutputColumn[] | undefined
  readonly touchedGroups: readonly (readonly string[])[]
}

export interface CompileSettings {
  readonly facts?: RunFacts
  readonly vars?: { readonly [name: string]: unknown }
}

/** Compiles the export `m` of a project of these definitions, for one engine. */
export function compileFor(
  engine: 'duckdb' | 'snowflake',
  definitions: { readonly m: unknown; readonly [name: string]: unknown },
  { facts, vars = {} }: CompileSettings = {},
): Compiled {
  const target = engine === 'duckdb' ? duck : snow
  const { project, diagnostics } = buildProject('p', [{ file: 'models.ts', exports: { raw, ...definitions } }])
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  const { compiler, relations } = targetProject(
    project,
    { targetName: 'dev', target },
    undefined,
    resolveVariables(vars),
  )
  const node = project.nodes.find(({ name }) => name === 'm')!
  const definition = 'definition' in node ? node.definition : undefined
  if (definition?.kind !== 'model') throw new Error('m is no model')
  const { inputs, query } = definition
  const self = relations.get(node.uniqueId)
  const compiled = compiler.compile({ name: 'm', file: node.file, inputs, query, definition, self }, facts)
  const sql = target.dialect.compile(compiled.node)
  if (engine === 'snowflake') {
    const { errors } = validate(sql, 'snowflake')
    if (errors.length > 0) throw new Error(`Snowflake cannot read\n${sql}\n${JSON.stringify(errors)}`)
  }
  return { sql, columns: compiled.columns, touchedGroups: compiled.touchedGroups }
}

/** The SQL of `m` on both engines, and its rows on DuckDB. */
export async function compileAndRun(
  definitions: { readonly m: unknown; readonly [name: string]: unknown },
  settings: CompileSettings = {},
): Promise<{ duckdb: string; snowflake: string; rows: Rows }> {
  const { sql: duckdb } = compileFor('duckdb', definitions, settings)
  return {
    duckdb,
    snowflake: compileFor('snowflake', definitions, settings).sql,
    rows: await rowsOf(duckdb),
  }
}

/** The problems that compiling `m` reports: the same for both engines. */
export function diagnosticsIn(
  definitions: { readonly m: unknown; readonly [name: string]: unknown },
  settings: CompileSettings = {},
): readonly string[] {
  const [first, second] = (['duckdb', 'snowflake'] as const).map((engine) => {
    try {
      compileFor(engine, definitions, settings)
      return []
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error
      return error.diagnostics.map(({ code, message, hint }) => `${code} ${message} → ${hint}`)
    }
  })
  if (JSON.stringify(first) !== JSON.stringify(second)) throw new Error(`engines differ: ${first} and ${second}`)
  return first!
}

/** The rows of a query over the sources. */
async function rowsOf(sql: string): Promise<Rows> {
  const database = await openTables()
  try {
    return await database.rows(sql)
  } finally {
    await database.close()
  }
}

type Rows = readonly Record<string, unknown>[]

/** A database of DuckDB with the sources. */
export interface Tables {
  /** Runs statements and returns the rows of the last one. */
  rows(...statements: readonly string[]): Promise<Rows>
  close(): Promise<void>
}

/** Opens a database with the sources, for tests that run many queries. */
export async function openTables(): Promise<Tables> {
  const database = new DuckDbDatabase()
  const session = await database.connect()
  const rows = async (...statements: readonly string[]): Promise<Rows> => {
    let last: Rows = []
    for (const statement of statements) last = (await session.query(statement)).rows
    return last
  }
  await rows(...TABLES)
  return { rows, close: () => database.close() }
}
