import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { KerrosError } from '../core/errors/index.js'
import { relationKey } from '../core/ports/relation.js'
import type { Warehouse } from '../core/ports/warehouse.js'
import type { SourceNode } from '../core/project/node.js'
import type { LoadReporter, LoadResult } from '../ingest/load-result.js'
import type { LoadableTable } from '../ingest/loadable-table.js'
import { planLoad } from '../ingest/plan-load.js'
import { runLoad } from '../ingest/run-load.js'
import { type OpenProject, openProject, type ProjectOptions } from './open-project.js'
import { type SelectionOptions, selectFor } from './select-for.js'

export type { FileStatus, LoadedFile, LoadedTable, LoadReporter, LoadResult } from '../ingest/load-result.js'

/** What a load takes. */
export interface LoadRunOptions extends ProjectOptions, SelectionOptions {
  /** The folder with the files, relative to the working directory. Default: `data` in the project's folder. */
  readonly data?: string | undefined
  /** Load all files of the folder anew, in place of everything in their tables. */
  readonly fullRefresh?: boolean | undefined
  /** Hears of everything that happens. */
  readonly reporter?: LoadReporter | undefined
  /** Stops the load; everything is then as before. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Loads CSV files into the source tables that name them in `load`, as one transaction: new files add their rows, a
 * changed file replaces the rows that came from it, the same file again adds nothing. Does what `kerros load` does.
 *
 * ```ts
 * const { tables } = await load({ project: 'kerros.config.ts', data: 'downloads/movielens' })
 * ```
 *
 * Rows get the moment of the load as `_loaded_at` and the file's name as `_file`, where the source declares them. What is
 * loaded is written to the table `_kerros.load_ledger`.
 *
 * @throws DiagnosticsError with everything that is wrong with the files: `E_FILE_NOT_FOUND`, `E_AMBIGUOUS_NAME`,
 *   `E_DATA_FORMAT` (with file, line and column), `E_CHANGED_COLUMNS`; KerrosError when the project cannot be loaded or
 *   the target not be opened. Nothing is loaded then.
 */
export async function load(options: LoadRunOptions = {}): Promise<LoadResult> {
  return loadOpened(await openProject(options), options)
}

/** Loads files into the sources of an opened project. */
export async function loadOpened(opened: OpenProject, options: LoadRunOptions): Promise<LoadResult> {
  const startedAt = performance.now()
  const { target, targetName, root } = opened
  const cwd = options.cwd ?? process.cwd()
  const directory = options.data === undefined ? path.join(root, 'data') : path.resolve(cwd, options.data)
  const folder = options.data ?? (path.relative(cwd, directory) || '.')
  const sources = selectedSources(opened, options)
  const warehouse = await target.connect({ projectRoot: root, threads: 1 })
  try {
    const { loader } = warehouse
    if (!loader) throw cannotLoad(opened)
    const { fullRefresh = false, signal, reporter } = options
    const tables = await loadableTables(opened, sources, warehouse)
    const planned = await planLoad({ tables, loader, directory, folder, fullRefresh, signal })
    const runId = randomBytes(4).toString('hex')
    const outcome = await runLoad(planned, loader, { runId, reporter, signal })
    const result = { target: targetName, runId, directory, ...outcome, durationMs: performance.now() - startedAt }
    reporter?.onLoadEnd?.(result)
    return result
  } finally {
    await warehouse.close()
  }
}

function selectedSources({ project }: OpenProject, options: SelectionOptions): readonly SourceNode[] {
  const selected = selectFor(project, ['source'], options)
  const sources = project.nodes.filter((node) => node.resourceType === 'source' && selected.has(node.uniqueId))
  const loadable = (sources as readonly SourceNode[]).filter(({ definition }) => definition.load !== undefined)
  if (loadable.length > 0) return loadable
  throw new KerrosError(
    'E_NO_MATCH',
    `${options.select?.length ? 'what is selected' : 'the project'} has no source with files`,
    {
      hint: "Name a source's files in its declaration: source('raw', { … }, { load: { raw_movies: { files: ['movies.csv'] } } }).",
    },
  )
}

async function loadableTables(
  { relations }: OpenProject,
  sources: readonly SourceNode[],
  warehouse: Warehouse,
): Promise<readonly LoadableTable[]> {
  const relationOf = (node: SourceNode) => relations.get(node.uniqueId)!
  const existing = await warehouse.describe(sources.map(relationOf))
  return sources.map((node) => ({
    name: `${node.sourceName}.${node.name}`,
    relation: relationOf(node),
    columns: node.definition.columns,
    fileNames: node.definition.load!.files,
    declaredIn: node.file,
    existing: existing.get(relationKey(relationOf(node))),
  }))
}

function cannotLoad({ targetName, target }: OpenProject): KerrosError {
  return new KerrosError('E_UNSUPPORTED', `target "${targetName}" (${target.dialect.title}) cannot load files yet`, {
    hint: 'Load into a target that can, with --target, or fill the source tables by other means.',
  })
}
