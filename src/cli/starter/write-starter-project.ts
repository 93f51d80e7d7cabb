import { access, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { KerrosError } from '../../core/errors/index.js'
import { ownVersion } from '../../runtime/files/own-version.js'
import { makeFolder } from '../../util/make-folder.js'
import { starterFiles } from './starter-files.js'

/**
 * Writes the starter project into a folder.
 *
 * @throws KerrosError `E_INVALID_OPTION` if one of its files already exists, or a file is in the place of a folder: then
 *   nothing is written; `E_NOT_PERMITTED` if it cannot be written.
 */
export async function writeStarterProject(
  folder: string,
  cwd: string,
): Promise<{ readonly folder: string; readonly files: readonly string[] }> {
  const at = path.resolve(cwd, folder)
  const base = path.basename(at).toLowerCase()
  const name = base.replace(/[^a-z0-9_]+/g, '_').replace(/^[^a-z]+/, '') || 'project'
  const files = Object.entries(starterFiles(name, await ownVersion()))
  for (const [file] of files) {
    const found = await access(path.join(at, file)).then(
      () => 'there',
      ({ code }: NodeJS.ErrnoException) => code,
    )
    if (found === 'ENOTDIR')
      throw new KerrosError(
        'E_INVALID_OPTION',
        `${path.join(folder, file)} cannot be created: a part of its path is a file`,
        {
          hint: 'Name another folder: kerros init my_project. Nothing was written.',
        },
      )
    if (found === 'there')
      throw new KerrosError('E_INVALID_OPTION', `${path.join(folder, file)} already exists`, {
        hint: 'Name an empty folder: kerros init my_project. Nothing was written.',
      })
  }
  try {
    for (const [file, content] of files) {
      const target = path.join(at, file)
      await makeFolder(path.dirname(target))
      await writeFile(target, content)
    }
  } catch (cause) {
    throw new KerrosError('E_NOT_PERMITTED', `kerros cannot write into ${at}`, {
      hint: 'Make the folder writable, or name another folder.',
      cause,
    })
  }
  return { folder: at, files: files.map(([file]) => file) }
}
