import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {
  build,
  defineProject,
  type ProjectConfig,
  type ProjectOptions,
  type RunOptions,
  type RunResult,
  type Target,
} from 'kerros'
import type { WarehouseSession } from '../../src/core/ports/warehouse.js'
import type { EngineUnderTest } from './contract-suite.js'

/** A folder with a target in it, and shorthands to build definitions and look at what came out. */
export class ScratchProject {
  readonly target: Target
  readonly folder: string

  readonly #engine: EngineUnderTest

  private constructor(folder: string, target: Target, engine: EngineUnderTest) {
    this.folder = folder
    this.target = target
    this.#engine = engine
  }

  static async create(engine: EngineUnderTest): Promise<ScratchProject> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-conformance-'))
    return new ScratchProject(folder, await engine.createTarget(folder), engine)
  }

  /** The project of definitions by their names. */
  projectOf(definitions: object, given: Partial<ProjectOptions> = {}): ProjectConfig {
    return defineProject({ name: 'scratch', models: [definitions as never], targets: { dev: this.target }, ...given })
  }

  /** Builds definitions by their names. */
  async build(
    definitions: { readonly [name: string]: unknown },
    options: Omit<RunOptions, 'project'> = {},
    given: Partial<ProjectOptions> = {},
  ): Promise<RunResult> {
    return build({ project: this.projectOf(definitions, given), cwd: this.folder, ...options })
  }

  /** Runs statements, for what other programs would do to the database. */
  async execute(...statements: readonly string[]): Promise<void> {
    await this.#session(
      async (session) => {
        for (const sql of statements) await session.execute(sql)
      },
      { asRun: false },
    )
  }

  /** The rows of a query. */
  async rows(sql: string): Promise<readonly { readonly [column: string]: unknown }[]> {
    return this.#session(async (session) => (await session.execute(sql)).rows)
  }

  async remove(): Promise<void> {
    await this.#engine.dropTarget?.(this.target)
    await rm(this.folder, { recursive: true, force: true })
  }

  async #session<T>(work: (session: WarehouseSession) => Promise<T>, { asRun = true } = {}): Promise<T> {
    const warehouse = await this.target.connect({ projectRoot: this.folder, threads: 1 })
    if (!asRun) warehouse.loseTrack?.()
    try {
      return await warehouse.withSession(work)
    } finally {
      await warehouse.close()
    }
  }
}
