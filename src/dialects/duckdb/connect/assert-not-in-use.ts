import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isKerrosError } from '../../../core/errors/index.js'
import { openRegularFile } from '../../../util/regular-file.js'
import { DuckDbDatabase } from './duckdb-database.js'

/**
 * Checks that no other process has a DuckDB database of a folder open, by opening each database as a build would.
 *
 * @throws KerrosError `E_LOCKED` for the first one that is in use, saying by which process.
 */
export async function assertNotInUse(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !(await isDuckDb(path))) continue
    const database = new DuckDbDatabase({ path })
    try {
      await database.open()
    } catch (error) {
      // A file that cannot be opened for another reason, such as a broken one, is not in use.
      if (isKerrosError(error) && error.code === 'E_LOCKED') throw error
    } finally {
      await database.close()
    }
  }
}

/** @see https://duckdb.org/docs/stable/internals/storage#identifying-duckdb-files */
const MAGIC = 'DUCK'
const MAGIC_AT = 8

async function isDuckDb(path: string): Promise<boolean> {
  const file = await openRegularFile(path).catch(() => undefined)
  try {
    const { buffer } = (await file?.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, MAGIC_AT)) ?? {}
    return buffer?.toString('latin1') === MAGIC
  } finally {
    await file?.close()
  }
}
