import { realpathSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { DuckDBInstance } from '@duckdb/node-api'
import { makeFolder } from '../../../util/make-folder.js'
import { MEMORY_PATH } from '../text/database-name.js'
import type { DuckDbModule } from '../values/duckdb-module.js'
import type { DuckDbConfig } from './duckdb-config.js'
import { notADatabase, toOpenError, unwritableFolder } from './open-errors.js'
import { splitSettings } from './session-settings.js'

/**
 * Opens the database of a config, and makes its folder when it is missing.
 *
 * @throws KerrosError `E_LOCKED`, `E_NOT_PERMITTED`, `E_FILE_NOT_FOUND`, `E_CONFIG` or `E_CONNECTION`.
 */
export async function openInstance(config: DuckDbConfig, api: DuckDbModule): Promise<DuckDBInstance> {
  const { path = MEMORY_PATH, readOnly = false, settings = {} } = config
  const options = { ...splitSettings(settings).instance, ...(readOnly && { access_mode: 'READ_ONLY' }) }
  try {
    if (path === '' || path.startsWith(MEMORY_PATH)) return await api.DuckDBInstance.create(path, options)
    if (!readOnly && dirname(canonicalPath(path)).includes('?')) throw unwritableFolder(path)
    if (!readOnly) await makeFolder(dirname(resolve(path)))
    // The driver's cache shares one instance between all who open the file in this process. Two instances would not see
    // each other (locks are the process's) and would destroy the file.
    const instance = await api.DuckDBInstance.fromCache(canonicalPath(path), options)
    if (!(await isInMemory(instance))) return instance
    instance.closeSync()
    throw notADatabase(path)
  } catch (error) {
    throw toOpenError(error, config)
  }
}

/** Whether a path leads to a pipe, a socket or a device. DuckDB would wait forever for the other end of a pipe. */
export function isDevice(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => !found.isFile() && !found.isDirectory(),
    () => false,
  )
}

/** The name by which DuckDB opens the file of a config; `undefined` for a database that no one else can open. */
export function openedAs({ path = MEMORY_PATH, instance }: DuckDbConfig): string | undefined {
  return instance || path === '' || path.startsWith(MEMORY_PATH) ? undefined : canonicalPath(path)
}

/** The file that a config opens, with its links followed; `undefined` for a database that no one else can open. */
export function databaseFile(config: DuckDbConfig): string | undefined {
  const file = openedAs(config)
  if (file === undefined) return undefined
  try {
    return realpathSync(file)
  } catch {
    // It is created when it is opened; errors are reported then.
    return file
  }
}

/**
 * DuckDB opens a CSV, JSON or Parquet file as a database in memory: all that is built there would be lost. Only DuckDB may
 * open the file: closing it elsewhere in this process would give away the lock that DuckDB has on it.
 */
async function isInMemory(instance: DuckDBInstance): Promise<boolean> {
  const connection = await instance.connect()
  try {
    const found = await connection.runAndReadAll(
      'select 1 from duckdb_databases() where database_name = current_database() and path is null',
    )
    return found.currentRowCount > 0
  } finally {
    connection.closeSync()
  }
}

/** One spelling for one file. The file's own name stays, even of a link, since it names the catalog. */
function canonicalPath(path: string): string {
  const absolute = resolve(path)
  try {
    return join(realpathSync(dirname(absolute)), basename(absolute))
  } catch {
    // What is wrong with the folder is reported when the file is opened.
    return absolute
  }
}
