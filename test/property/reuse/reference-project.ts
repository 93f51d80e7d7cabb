import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { build, load, type RunOptions } from 'kerros'
import { generateMovieLens } from '../../../src/cli/movielens/generate-movielens.js'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'
import { type Outcome, refusalOf } from './reuse-world.js'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const FOLDERS = ['sources', 'seeds', 'staging', 'intermediate', 'marts', 'snapshots', 'analyses']

/** The text of files by their paths. */
export type Files = { readonly [file: string]: string }

/** The files of the reference project. */
export const referenceFiles: Files = Object.fromEntries(
  FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, 'src', folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:ts|csv)$/.test(file))
      .map((file) => {
        const text = readFileSync(path.join(ROOT, 'src', folder, file), 'utf8')
        // The seed's file is the package's own otherwise.
        return [`src/${folder}/${file}`, text.replace(/^ *package: 'kerros',\n/m, '')] as const
      }),
  ),
)

const CONFIG = `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'

export default defineProject({
  name: 'movielens',
  models: ['src/**/*.ts'],
  targets: { dev: duckdb({ path: 'target/movielens.duckdb', settings: { threads: 1 } }) },
  defaults: { 'src/marts': { audit: true } },
})
`

/** The reference project in a folder of this repository, over real data if it is there, and over generated data if not. */
export class ReferenceProject {
  readonly folder: string
  readonly #database: string

  constructor() {
    mkdirSync(path.join(ROOT, 'target'), { recursive: true })
    this.folder = mkdtempSync(path.join(ROOT, 'target', 'reuse-'))
    this.#database = path.join(this.folder, 'target', 'movielens.duckdb')
    this.write({ 'kerros.config.ts': CONFIG, ...referenceFiles })
  }

  get #config(): string {
    return path.join(this.folder, 'kerros.config.ts')
  }

  write(files: Files): void {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(this.folder, file)), { recursive: true })
      writeFileSync(path.join(this.folder, file), content)
    }
  }

  /** Makes the files of the project these. */
  become(files: Files): void {
    rmSync(path.join(this.folder, 'src'), { recursive: true, force: true })
    this.write(files)
  }

  /** Makes the files of the sources, or takes those of a folder. */
  async fill(data: string | undefined): Promise<void> {
    const directory = path.join(this.folder, 'data')
    if (data === undefined) await generateMovieLens({ directory, scale: 0.001 })
    else {
      mkdirSync(directory)
      for (const file of readdirSync(data)) copyFileSync(path.join(data, file), path.join(directory, file))
    }
    await this.load()
  }

  /** The text of a source's file. */
  data(file: string): string {
    return readFileSync(path.join(this.folder, 'data', file), 'utf8')
  }

  async load(): Promise<void> {
    await load({ project: this.#config })
  }

  build(options: Omit<RunOptions, 'project'> = {}): Promise<Outcome> {
    const done: Promise<Outcome> = build({ project: this.#config, threads: 1, ...options })
    return done.catch((error: unknown) => ({ refused: refusalOf(error) }))
  }

  /** Keeps the database as it is under a name, or puts it back. */
  keep(name: string): void {
    this.#copy(this.#database, `${this.#database}-${name}`)
  }

  putBack(name: string): void {
    this.#copy(`${this.#database}-${name}`, this.#database)
  }

  #copy(from: string, to: string): void {
    for (const end of ['', '.kerros', '.wal']) {
      rmSync(`${to}${end}`, { force: true })
      // With its time: a copy of another time is another file to kerros.
      if (existsSync(`${from}${end}`)) execFileSync('cp', ['-p', `${from}${end}`, `${to}${end}`])
    }
  }

  /** For each relation, candidates of audits left out, its columns, and a number of its rows and a hash of them, whatever their order. */
  async contents(): Promise<ReadonlyMap<string, string>> {
    const database = new DuckDbDatabase({ path: this.#database, readOnly: true })
    try {
      const session = await database.connect()
      const rows = async (sql: string) => (await session.query<{ readonly [column: string]: unknown }>(sql)).rows
      const relations = await rows(`select table_name as name,
          string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position) as columns
        from information_schema.columns where table_schema = 'main' and table_catalog = 'movielens'
          and not ends_with(table_name, '__kerros_audit') group by all order by all`)
      const found = new Map<string, string>()
      for (const { name, columns } of relations) {
        const [sum] = await rows(
          `select count(*)::varchar as n, sum(hash(r)::hugeint)::varchar as hash from "main"."${name}" as r`,
        )
        found.set(String(name), `${columns} ${sum!['n']} ${sum!['hash']}`)
      }
      return found
    } finally {
      await database.close()
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
