import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { toOpenError } from './open-errors.js'

/**
 * Checks that a database file could be created, without creating anything: the nearest existing folder above it must be
 * writable.
 *
 * @throws KerrosError `E_NOT_PERMITTED`, as opening the database for writing would.
 */
export async function assertCreatable(path: string): Promise<void> {
  let folder = dirname(resolve(path))
  while (folder !== dirname(folder) && (await isMissing(folder))) folder = dirname(folder)
  try {
    // With the separator after it, a file is no folder.
    await access(folder.endsWith(sep) ? folder : `${folder}${sep}`, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw toOpenError(error, { path })
  }
}

async function isMissing(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => false,
    ({ code }: NodeJS.ErrnoException) => code === 'ENOENT' || code === 'ENOTDIR',
  )
}
