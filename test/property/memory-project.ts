import type { NamingFunction } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import type { FailedBatches } from '../../src/core/batches/failed-batches.js'
import type { Interval } from '../../src/core/batches/interval.js'
import type { ProjectDefaults } from '../../src/core/definitions/options/folder-options.js'
import { buildProject } from '../../src/core/project/build-project.js'
import { intervalLedger } from '../../src/core/relations/interval-ledger.js'
import type { NodeResult, RunResult } from '../../src/core/result/run-result.js'
import { DuckDbDatabase } from '../../src/dialects/duckdb/connect/duckdb-database.js'
import { DuckDbWarehouse } from '../../src/dialects/duckdb/warehouse/duckdb-warehouse.js'
import { resolveVariables } from '../../src/runtime/open/resolve-variables.js'
import { targetProject } from '../../src/runtime/open/targeted-project.js'
import { buildPlan } from '../../src/runtime/plan/build-plan.js'
import { readIntervals } from '../../src/runtime/plan/read-intervals.js'
import { runPlan } from '../../src/runtime/run/run-plan.js'

export interface MemoryBuild {
  /** The moment of the run. */
  readonly startedAt?: Date
  readonly fullRefresh?: boolean
  readonly naming?: NamingFunction
  readonly schema?: string
  /** The batches that are computed, complete or not. */
  readonly window?: Interval | undefined
  /** Settings by file: all definitions are in `a.ts`. */
  readonly defaults?: ProjectDefaults
  /** Whether models read no rows. */
  readonly empty?: boolean
  /** Default: 1. */
  readonly threads?: number
  /** The only batches of nodes, by unique id. */
  readonly only?: ReadonlyMap<string, FailedBatches> | undefined
}

type Row = { readonly [column: string]: any }

/** Definitions built in a DuckDB database in memory, with moments that the test decides. */
export class MemoryProject {
  readonly #database = new DuckDbDatabase()
  #runs = 0

  /** Builds definitions. @throws when a node fails. */
  async build(
    definitions: { readonly [name: string]: unknown },
    options: MemoryBuild = {},
  ): Promise<readonly NodeResult[]> {
    const { nodes } = await this.run(definitions, options)
    const failed = nodes.find(({ error }) => error)
    if (failed) throw new Error(`${failed.error!.message}\n${failed.statements.join(';\n')}`)
    return nodes
  }

  /** Builds definitions, whether or not their nodes fail. */
  async run(definitions: { readonly [name: string]: unknown }, options: MemoryBuild = {}): Promise<RunResult> {
    const { startedAt = new Date(), fullRefresh = false, naming, schema = 'main', window, only, threads = 1 } = options
    const { defaults = {}, empty } = options
    const target = duckdb({ path: ':memory:', schema })
    const warehouse = new DuckDbWarehouse(this.#database, target.dialect, 'memory')
    const { project, diagnostics } = buildProject('p', [{ file: 'a.ts', exports: definitions }], { defaults })
    if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics))
    const targeted = targetProject(project, { targetName: 'dev', target, empty }, naming, resolveVariables({}))
    const relations = [...targeted.relations.values()]
    const existing = await warehouse.describe([...relations, intervalLedger('memory')])
    const plan = buildPlan({
      targeted,
      dialect: target.dialect,
      targetName: 'dev',
      selected: new Set(project.nodes.map(({ uniqueId }) => uniqueId)),
      existing,
      batches: { window, only, recorded: await readIntervals(warehouse, relations, existing) },
      seedRows: new Map(),
      fullRefresh,
      startedAt,
      runId: String(++this.#runs),
    })
    return runPlan(plan, warehouse, { threads })
  }

  /** Runs statements; returns the rows of the last one. */
  async rows(...statements: readonly string[]): Promise<readonly Row[]> {
    const session = await this.#database.connect()
    try {
      let rows: readonly Row[] = []
      for (const sql of statements) rows = (await session.query<Row>(sql)).rows
      return rows
    } finally {
      await session.close()
    }
  }

  close(): Promise<void> {
    return this.#database.close()
  }
}

/** Gives `work` a project, and closes it. */
export async function inMemory<T>(work: (project: MemoryProject) => Promise<T>): Promise<T> {
  const project = new MemoryProject()
  try {
    return await work(project)
  } finally {
    await project.close()
  }
}

/** A value as a SQL literal, for what the tests put into tables. */
export function literal(value: string | number | Date | null): string {
  if (value === null) return 'null'
  if (value instanceof Date) return `timestamp '${value.toISOString().replace('T', ' ').replace('Z', '')}'`
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
}
