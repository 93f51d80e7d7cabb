import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import {
  build,
  DiagnosticsError,
  defineProject,
  isKerrosError,
  load,
  type RunOptions,
  type RunResult,
  run,
  type Target,
  test,
} from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'

export type Command = 'build' | 'run' | 'test'
export type Row = readonly (number | string | null)[]

const COMMANDS = { build, run, test }

type Vars = { readonly [name: string]: string | number | boolean }

/** Definitions, by file. */
export type Models = readonly { readonly [name: string]: unknown }[]

/** What became of a command: its result, or the code of why nothing was begun. */
export type Outcome = RunResult | { readonly refused: string }

/** What is in a database: the columns and the sorted rows of every relation. */
export type Contents = ReadonlyMap<string, string>

/** A database file, and a folder with the files of a project. */
export class ReuseWorld {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'kerros-reuse-'))
  readonly file = path.join(this.folder, 'shop.duckdb')
  readonly target: Target = duckdb({ path: this.file, settings: { threads: '1' } })

  /** Writes the file of a source or of the seed. */
  write(name: string, rows: readonly Row[], columns: readonly string[] = ['id', 'k', 'a', 'b', 't', 'seen_at']): void {
    const folder = name === 'codes' ? this.folder : path.join(this.folder, 'data')
    mkdirSync(folder, { recursive: true })
    const all: readonly Row[] = [columns, ...rows]
    const lines = all.map((row) => row.map((value) => (value === '' ? '""' : (value ?? ''))).join(','))
    writeFileSync(path.join(folder, `${name}.csv`), `${lines.join('\n')}\n`)
  }

  #project(models: Models, vars: Vars) {
    return defineProject({ name: 'shop', models: models as never, targets: { dev: this.target }, vars })
  }

  command(command: Command, models: Models, vars: Vars, options: Omit<RunOptions, 'project'> = {}): Promise<Outcome> {
    const done: Promise<Outcome> = COMMANDS[command]({
      project: this.#project(models, vars),
      cwd: this.folder,
      threads: 2,
      ...options,
    })
    return done.catch((error: unknown) => ({ refused: refusalOf(error) }))
  }

  async load(models: Models, vars: Vars = {}): Promise<void> {
    await load({ project: this.#project(models, vars), cwd: this.folder })
  }

  /** What another program does to the database. */
  async execute(...statements: readonly string[]): Promise<void> {
    // Not by kerros' own database, which says that it was kerros.
    const instance = await DuckDBInstance.create(this.file)
    const connection = await instance.connect()
    try {
      for (const sql of statements) await connection.run(sql)
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  }

  /** Whether the statements could be run. */
  async tries(...statements: readonly string[]): Promise<boolean> {
    return this.execute(...statements).then(
      () => true,
      () => false,
    )
  }

  /** Reads everything, and leaves the file as it is. */
  async contents(): Promise<Contents> {
    const found = new Map<string, string>()
    await this.#session(async (rows) => {
      const columns = await rows(`select table_schema || '.' || table_name as relation,
          string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position) as columns
        from information_schema.columns where table_catalog = 'shop' and table_schema in ('main', 'raw')
          and not ends_with(table_name, '__kerros_audit') group by all order by all`)
      for (const { relation, columns: names } of columns) {
        const of = String(relation)
          .split('.')
          .map((part) => `"${part}"`)
          .join('.')
        const all = await rows(`select * from ${of}`).catch((error: Error) => [{ error: error.message }])
        const lines = all.map((row) =>
          JSON.stringify(Object.values(row), (_key, value) => (typeof value === 'bigint' ? `${value}` : value)),
        )
        found.set(String(relation), [String(names), ...lines.sort()].join('\n'))
      }
    })
    return found
  }

  async #session(
    work: (rows: (sql: string) => Promise<readonly { readonly [column: string]: unknown }[]>) => Promise<void>,
  ): Promise<void> {
    const database = new DuckDbDatabase({ path: this.file, readOnly: true })
    try {
      const session = await database.connect()
      await work(async (sql) => (await session.query<{ readonly [column: string]: unknown }>(sql)).rows)
    } finally {
      await database.close()
    }
  }

  /** Deletes the note next to the database. */
  forget(): void {
    rmSync(`${this.file}.kerros`, { force: true })
  }

  get hasNote(): boolean {
    return existsSync(`${this.file}.kerros`)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** How each node ended, or why none was begun. */
export function outcomes(result: Outcome): readonly string[] {
  if ('refused' in result) return [result.refused]
  return result.nodes
    .map(
      ({ uniqueId, status, failures, error }) =>
        `${uniqueId} ${status} ${(status !== 'pass' && failures) || ''} ${error?.code ?? ''}`,
    )
    .sort()
}

/** The code of a refusal. What has none is a fault. */
export function refusalOf(error: unknown): string {
  if (error instanceof DiagnosticsError) return error.diagnostics.map(({ code }) => code).join()
  if (isKerrosError(error)) return error.code
  throw error
}
