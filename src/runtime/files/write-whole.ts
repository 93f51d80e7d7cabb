import { randomBytes } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeFolder } from '../../util/make-folder.js'

/**
 * Writes a file whole or not at all, and creates its folder if it is missing.
 *
 * @param mode Who may read it. Default: only its owner, because what is stored of a configuration contains its values,
 *   passwords included.
 * @throws The system's error.
 */
export async function writeWhole(file: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`
  await makeFolder(path.dirname(file))
  try {
    await writeFile(temporary, content, { mode, flag: 'wx' })
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}
