import type { OptionNames } from '../../core/definitions/options/values/option-checks.js'
import type { Lease } from '../../core/ports/lease.js'
import { type LoadReporter, type LoadResult, replacedTables } from '../../ingest/plan/load-result.js'
import { planLoad } from '../../ingest/plan/plan-load.js'
import { runLoad } from '../../ingest/run/run-load.js'
import { S3FileStore } from '../../ingest/s3/s3-file-store.js'
import { holderProcess, isGone } from '../lease/holder-process.js'
import { newRunId } from '../lease/run-id.js'
import { takeRunLease } from '../lease/take-lease.js'
import { checkOptions, PROJECT_OPTIONS } from '../open/check-options.js'
import { connectTarget } from '../open/connect-target.js'
import { type OpenProject, type OpenProjectOptions, openProject } from '../open/open-project.js'
import { sharedSignal } from '../run/shared-signal.js'
import type { SelectionOptions } from '../select/selection-options.js'
import { cannotLoad, dataFolder, loadableTables, sourcesWithFiles } from './loadable-sources.js'
import { modelsToRefresh } from './models-to-refresh.js'

export type { FileWarning } from '../../ingest/format/file-warning.js'
export type {
  FileProgress,
  FileStatus,
  LoadedFile,
  LoadedTable,
  LoadPlan,
  LoadReporter,
  LoadResult,
} from '../../ingest/plan/load-result.js'

/** Options of a load. */
export interface LoadRunOptions extends OpenProjectOptions, SelectionOptions {
  /** The folder with the files, relative to the working directory. Default: `data` in the project's folder. */
  readonly data?: string | undefined
  /** Load all files of the folder again, replacing everything in their tables. */
  readonly fullRefresh?: boolean | undefined
  /** Called for everything that happens. */
  readonly reporter?: LoadReporter | undefined
  /** Stops the load; everything is then as before. */
  readonly signal?: AbortSignal | undefined
}

const LOAD_OPTIONS: OptionNames<LoadRunOptions> = {
  ...PROJECT_OPTIONS,
  data: true,
  fullRefresh: true,
  reporter: true,
  signal: true,
}

/**
 * Loads files into the source tables that name them in `load`, as one transaction: new files add their rows, a
 * changed file replaces the rows that came from it, the same file again adds nothing. Does what `kerros load` does.
 *
 * ```ts
 * const { tables } = await load({ project: 'kerros.config.ts', data: 'downloads/movielens' })
 * ```
 *
 * Rows get the time of the load as `_loaded_at` and the file's name as `_file`, if the source declares them. What is
 * loaded is written to the table `_kerros.load_ledger`.
 *
 * @throws DiagnosticsError with everything that is wrong with the files: `E_FILE_NOT_FOUND`, `E_AMBIGUOUS_NAME`,
 *   `E_DATA_FORMAT` (with file, line and column), `E_CHANGED_COLUMNS`; KerrosError if the project cannot be loaded or the
 *   target cannot be opened. Then nothing is loaded.
 */
export async function load(options: LoadRunOptions = {}): Promise<LoadResult> {
  checkOptions('load', options, LOAD_OPTIONS)
  return loadOpened(await openProject(options), options)
}

/** Loads files into the sources of an opened project. */
export async function loadOpened(opened: OpenProject, options: LoadRunOptions): Promise<LoadResult> {
  const startedAt = performance.now()
  const { target, targetName, root } = opened
  const { directory, folder } = dataFolder(opened, options.data, options.cwd)
  const sources = sourcesWithFiles(opened, options)
  const warehouse = await connectTarget(target, { projectRoot: root, threads: 1 }, options.signal)
  const store = new S3FileStore(process.env)
  const runId = newRunId()
  let lease: Lease | undefined
  try {
    const { loader } = warehouse
    if (!loader) throw cannotLoad(opened)
    // Before anything is read: no build may read half of a load, and no other load may load the same files.
    const { fullRefresh = false, reporter } = options
    const signal = sharedSignal(options.signal)
    const written = sources.map(({ uniqueId }) => uniqueId)
    lease = await takeRunLease(warehouse, opened, written, { runId, reporter, signal })
    const tables = await loadableTables(opened, sources, warehouse)
    const planned = await planLoad({ tables, loader, directory, folder, fullRefresh, signal })
    await lease?.ensure()
    const outcome = await runLoad(planned, loader, {
      runId,
      store,
      reporter,
      signal,
      owner: { process: holderProcess(), isGone },
    })
    await warehouse.assertStored?.()
    const needFullRefresh = modelsToRefresh(opened.project, replacedTables(outcome.tables))
    const durationMs = performance.now() - startedAt
    const result = { target: targetName, runId, directory, ...outcome, needFullRefresh, durationMs }
    reporter?.onLoadEnd?.(result)
    return result
  } finally {
    store.close()
    await lease?.release()
    await warehouse.close()
  }
}
