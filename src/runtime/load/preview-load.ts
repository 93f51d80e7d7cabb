import type { Warehouse } from '../../core/ports/warehouse.js'
import type { FileWarning } from '../../ingest/format/file-warning.js'
import { type FileStatus, replacedTables } from '../../ingest/plan/load-result.js'
import { NOTHING_LOADED, planLoad } from '../../ingest/plan/plan-load.js'
import type { PlannedLoad } from '../../ingest/plan/planned-load.js'
import { connectTarget } from '../open/connect-target.js'
import type { OpenProject } from '../open/open-project.js'
import type { LoadRunOptions } from './load.js'
import { cannotLoad, dataFolder, loadableTables, sourcesWithFiles } from './loadable-sources.js'
import { modelsToRefresh } from './models-to-refresh.js'

/** What a load would do with a file. */
export interface FilePreview {
  readonly file: string
  readonly status: FileStatus
  /** In bytes. */
  readonly size: number
  readonly warnings: readonly FileWarning[]
}

/** What a load would do. */
export interface LoadPreview {
  readonly target: string
  /** The folder that would be read, absolute. */
  readonly directory: string
  readonly tables: readonly {
    readonly table: string
    readonly files: readonly FilePreview[]
    /** Files of earlier loads that are no longer there. */
    readonly gone: readonly string[]
  }[]
  /** See `LoadResult`. */
  readonly needFullRefresh: readonly string[]
}

/**
 * Finds out what a load would do, without changing anything: not even a missing database is created.
 *
 * @throws What a load throws before it writes: missing files, headers that do not match, changed columns.
 */
export async function previewLoad(opened: OpenProject, options: LoadRunOptions): Promise<LoadPreview> {
  const { target, targetName, root, project } = opened
  const data = dataFolder(opened, options.data, options.cwd)
  const sources = sourcesWithFiles(opened, options)
  const plan = async (warehouse: Warehouse | undefined): Promise<PlannedLoad> => {
    const loader = warehouse ? warehouse.loader : NOTHING_LOADED
    if (!loader) throw cannotLoad(opened)
    const tables = await loadableTables(opened, sources, warehouse)
    const { fullRefresh = false, signal } = options
    return planLoad({ tables, loader, ...data, fullRefresh, signal })
  }
  const exists = await target.exists(root)
  const place = { projectRoot: root, threads: 1, readOnly: true }
  const warehouse = exists ? await connectTarget(target, place, options.signal) : undefined
  try {
    const { tables: planned } = await plan(warehouse)
    const tables = planned.map(({ table, files, gone }) => ({
      table: table.name,
      files: files.map(({ name, status, state, warnings }) => ({ file: name, status, size: state.size, warnings })),
      gone,
    }))
    const needFullRefresh = modelsToRefresh(project, replacedTables(tables))
    return { target: targetName, directory: data.directory, tables, needFullRefresh }
  } finally {
    await warehouse?.close()
  }
}
