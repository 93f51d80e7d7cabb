import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { defineProject, integer, type LoadResult, type LoadRunOptions, load, source, timestamp, varchar } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'
import { type LoadPreview, previewLoad } from '../../../src/runtime/load/preview-load.js'
import { openProject } from '../../../src/runtime/open/open-project.js'

const loaded = { _loaded_at: timestamp(), _file: varchar() }

/** One table, filled from files of two layouts. */
export const shop = source(
  'raw',
  { items: { id: integer(), name: varchar(), note: varchar().nullable(), ...loaded } },
  { load: { items: { files: ['items.csv', 'item.csv'] } } },
)

/** A folder with files to load, and a database to load them into. */
export class LoadFolder {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'kerros-load-'))
  readonly database = path.join(this.folder, 'shop.duckdb')

  async write(name: string, content: string | Uint8Array): Promise<void> {
    await mkdir(path.join(this.folder, 'data'), { recursive: true })
    await writeFile(path.join(this.folder, 'data', name), content)
  }

  async delete(name: string): Promise<void> {
    await rm(path.join(this.folder, 'data', name))
  }

  /** Gives a file another time, and nothing else. */
  async touch(name: string): Promise<void> {
    const file = path.join(this.folder, 'data', name)
    const { mtime } = await stat(file)
    await utimes(file, mtime, new Date(mtime.getTime() + 60_000))
  }

  load(options: LoadRunOptions = {}, sources: object = shop): Promise<LoadResult> {
    return load(this.#options(options, sources))
  }

  /** What a load would do. */
  async preview(options: LoadRunOptions = {}): Promise<LoadPreview> {
    const all = this.#options(options, shop)
    return previewLoad(await openProject(all), all)
  }

  #options(options: LoadRunOptions, sources: object): LoadRunOptions {
    const project = defineProject({
      name: 'shop',
      models: [{ shop: sources }],
      targets: { dev: duckdb({ path: 'shop.duckdb' }) },
    })
    return { project, cwd: this.folder, data: 'data', ...options }
  }

  /** What the load says of each file: `items.csv new 2`. */
  async statuses(options: LoadRunOptions = {}, sources: object = shop): Promise<readonly string[]> {
    const { tables } = await this.load(options, sources)
    return tables.flatMap(({ files, gone }) => [
      ...files.map(({ file, status, rows }) => `${file} ${status} ${rows}`),
      ...gone.map((file) => `${file} gone`),
    ])
  }

  async rows(sql: string): Promise<readonly Record<string, unknown>[]> {
    const database = new DuckDbDatabase({ path: this.database })
    try {
      return (await (await database.connect()).query(sql)).rows
    } finally {
      await database.close()
    }
  }

  /** The rows of `raw.items` as `id|name|note`. */
  async items(): Promise<readonly string[]> {
    const rows = await this.rows(
      `select concat_ws('|', id, name, coalesce(note, 'NULL')) as item from raw.items order by id, name`,
    )
    return rows.map((row) => String(row['item']))
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
