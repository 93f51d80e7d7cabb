import { stat } from 'node:fs/promises'
import { KerrosError } from '../../core/errors/index.js'
import { readError } from '../bytes/file-bytes.js'
import type { FileState } from './decide-file.js'

/** Size and time of a file. @throws KerrosError if it cannot be read. */
export async function fileState(file: string, displayPath: string): Promise<FileState> {
  const found = await stat(file, { bigint: true }).catch((error: unknown) => {
    throw readError(displayPath, error)
  })
  if (!found.isFile() && !found.isDirectory()) throw notRegular(displayPath)
  return { size: Number(found.size), modifiedAt: Number(found.mtimeNs / 1000n) }
}

/** A pipe or a device can block forever or never end, and what it delivers can be read only once. */
function notRegular(displayPath: string): KerrosError {
  return new KerrosError('E_DATA_FORMAT', `${displayPath} is not a regular file, but a pipe, a socket or a device`, {
    hint: 'Nothing was loaded. Write the data to a file first.',
    subject: displayPath,
    at: displayPath,
  })
}
