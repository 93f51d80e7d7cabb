import { readdir } from 'node:fs/promises'
import { KerrosError } from '../core/errors/index.js'
import { readError } from './file-bytes.js'

const LOAD_FOLDER = 'kerros load --data <folder>'

/**
 * The names of what lies in the folder that is loaded.
 *
 * @param folder The folder, as a person wrote it.
 * @throws KerrosError `E_FILE_NOT_FOUND` when there is none, with the option that names another; `E_NOT_PERMITTED`.
 */
export async function filesIn(directory: string, folder: string): Promise<readonly string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOTDIR')
      throw new KerrosError('E_FILE_NOT_FOUND', `${folder} is not a folder`, {
        hint: `Name the folder that has the files: ${LOAD_FOLDER}`,
        commands: [LOAD_FOLDER],
        cause: error,
      })
    if (code !== 'ENOENT') throw readError(`folder ${folder}`, error)
    throw new KerrosError('E_FILE_NOT_FOUND', `there is no folder ${folder}`, {
      hint: `Name the folder that has the files: ${LOAD_FOLDER}`,
      commands: [LOAD_FOLDER],
      cause: error,
    })
  }
}
