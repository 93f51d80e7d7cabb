import { readdir } from 'node:fs/promises'
import { KerrosError } from '../../core/errors/index.js'
import { readError } from '../bytes/file-bytes.js'

const LOAD_FOLDER = 'kerros load --data <folder>'

/**
 * The names of all entries of the folder that is loaded.
 *
 * @param folder The folder's path, as the user wrote it.
 * @throws KerrosError `E_FILE_NOT_FOUND` if it does not exist, with a hint at the option that names another; `E_NOT_PERMITTED`.
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
      hint: `Name the folder that holds the files: ${LOAD_FOLDER}`,
      commands: [LOAD_FOLDER],
      cause: error,
    })
  }
}
