import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  DiagnosticsError,
  defineProject,
  KerrosError,
  type LoadResult,
  type LoadRunOptions,
  load,
  type Target,
} from 'kerros'
import { beforeAll, beforeEach } from 'vitest'
import { type LoadPreview, previewLoad } from '../../../src/runtime/load/preview-load.js'
import { openProject } from '../../../src/runtime/open/open-project.js'
import type { EngineUnderTest } from '../contract-suite.js'

/** An engine that loads files, and the words in which tests ask it for what they compare. */
export interface LoadEngine extends EngineUnderTest {
  /** SQL of the microseconds since 1970 of a column of timestamps. */
  microseconds(column: string): string
}

/** A folder with files, and a target to load them into. */
export class LoadProject {
  readonly folder: string
  readonly data: string
  readonly target: Target

  protected constructor(folder: string, target: Target) {
    this.folder = folder
    this.data = path.join(folder, 'data')
    mkdirSync(this.data, { recursive: true })
    this.target = target
  }

  static async create(engine: EngineUnderTest): Promise<LoadProject> {
    const folder = newFolder()
    return new LoadProject(folder, await engine.createTarget(folder))
  }

  async write(name: string, content: string | Uint8Array): Promise<void> {
    await writeFile(path.join(this.data, name), content)
  }

  async delete(name: string): Promise<void> {
    await rm(path.join(this.data, name))
  }

  /** Gives a file another time, and nothing else. */
  async touch(name: string): Promise<void> {
    const { mtime } = await stat(path.join(this.data, name))
    await utimes(path.join(this.data, name), mtime, new Date(mtime.getTime() + 60_000))
  }

  load(sources: object, options: LoadRunOptions = {}, target: Target = this.target): Promise<LoadResult> {
    return load({ ...this.#about(sources, target), ...options })
  }

  /** What `kerros load --dry-run` says of each file: `items.csv new`. */
  async plan(sources: object, options: LoadRunOptions = {}): Promise<readonly string[]> {
    const { tables } = await this.preview(sources, options)
    return tables.flatMap(({ files }) => files.map(({ file, status }) => `${file} ${status}`))
  }

  /** What a load would do. */
  async preview(sources: object, options: LoadRunOptions = {}): Promise<LoadPreview> {
    const about = { ...this.#about(sources, this.target), ...options }
    return previewLoad(await openProject(about), about)
  }

  /** What the load says of each file: `items.csv new 2`. */
  async statuses(sources: object, options: LoadRunOptions = {}): Promise<readonly string[]> {
    const { tables } = await this.load(sources, options)
    return tables.flatMap(({ files, gone }) => [
      ...files.map(({ file, status, rows }) => `${file} ${status} ${rows}`),
      ...gone.map((file) => `${file} gone`),
    ])
  }

  /** What is wrong with the files. */
  async diagnostics(sources: object, options: LoadRunOptions = {}): Promise<readonly string[]> {
    return (await this.#refused(sources, options)).map(({ message }) => message)
  }

  /** What is wrong with the files, with its codes: `E_DATA_FORMAT data/items.csv is empty`. */
  async refusals(sources: object, options: LoadRunOptions = {}): Promise<readonly string[]> {
    return (await this.#refused(sources, options)).map(({ code, message }) => `${code} ${message}`)
  }

  async rows(sql: string): Promise<readonly { readonly [column: string]: unknown }[]> {
    const warehouse = await this.target.connect({ projectRoot: this.folder, threads: 1 })
    try {
      return await warehouse.withSession(async (session) => (await session.execute(sql)).rows)
    } finally {
      await warehouse.close()
    }
  }

  /** The rows of `raw.items` as `id|name|note`. */
  async items(): Promise<readonly string[]> {
    const rows = await this.rows('select id, name, note from raw.items order by id, name')
    return rows.map((row) => [row['id'], row['name'], row['note'] ?? 'NULL'].join('|'))
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }

  async #refused(sources: object, options: LoadRunOptions) {
    const error = await this.load(sources, options).catch((thrown: unknown) => thrown)
    if (error instanceof DiagnosticsError) return error.diagnostics
    if (error instanceof KerrosError) return [error]
    throw error instanceof Error ? error : new Error('the load succeeded')
  }

  #about(sources: object, target: Target): LoadRunOptions {
    const project = defineProject({ name: 'scene', models: [{ ...sources }], targets: { prod: target } })
    return { project, cwd: this.folder, data: 'data' }
  }
}

/** Gives each test of a group a project of its own, which is removed after it. */
export function eachInProject(engine: EngineUnderTest, begin: (project: LoadProject) => void): void {
  beforeEach(() => projectFor(engine, begin))
}

/** Gives all tests of a group one project: for loads that are refused, which leave nothing. */
export function allInProject(engine: EngineUnderTest, begin: (project: LoadProject) => void): void {
  beforeAll(() => projectFor(engine, begin))
}

async function projectFor(
  engine: EngineUnderTest,
  begin: (project: LoadProject) => void,
): Promise<() => Promise<void>> {
  const project = await LoadProject.create(engine)
  begin(project)
  return async () => {
    project.remove()
    await engine.dropTarget?.(project.target)
  }
}

export function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'kerros-load-'))
}
