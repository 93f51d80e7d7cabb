import { statSync } from 'node:fs'
import { KerrosError } from '../../core/errors/index.js'

/**
 * Refuses a pipe, a socket or a device as a file of a project: reading it can block forever, or never end. A path that does
 * not exist, or is a folder, is left to who reads it.
 *
 * @throws KerrosError `E_LOAD_PROJECT`
 */
export function assertRegularFile(file: string): void {
  let found: ReturnType<typeof statSync>
  try {
    found = statSync(file, { throwIfNoEntry: false })
  } catch {
    return
  }
  if (found === undefined || found.isFile() || found.isDirectory()) return
  throw new KerrosError('E_LOAD_PROJECT', `${file} is not a regular file, but a pipe, a socket or a device`, {
    hint: 'Remove it, or put a file in its place.',
  })
}
