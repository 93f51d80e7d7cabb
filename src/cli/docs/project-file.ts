import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { readRegularFile } from '../../util/regular-file.js'

/** Hidden files hold settings and secrets. */
const HIDDEN = /(?:^|[\\/])\./

/**
 * Reads a file for a documentation site.
 *
 * @param root The project's folder: what is outside, also by a link of the file system, is not read, nor what
 *   such a link hides: a visible name of a hidden file.
 * @param file From there.
 * @param most The largest size, in bytes.
 * @throws Error with what is wrong with its place or size, NotARegularFile, and the system's errors.
 */
export async function readProjectFile(root: string, file: string, most: number): Promise<Buffer> {
  const folder = await realpath(root)
  const found = await realpath(path.resolve(folder, file))
  if (!found.startsWith(`${folder}${path.sep}`)) throw new Error("it is outside the project's folder")
  if (HIDDEN.test(path.relative(folder, found)) && !HIDDEN.test(file)) throw new Error('it is a link to a hidden file')
  const { size } = await stat(found)
  if (size > most) throw new Error(`it is larger than ${most / 1e6} MB`)
  return readRegularFile(found)
}
