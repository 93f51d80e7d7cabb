import { stat } from 'node:fs/promises'
import { KerrosError } from '../core/errors/index.js'
import type { FileState } from './decide-file.js'
import { readError } from './file-bytes.js'

/** Size and time of a file. @throws KerrosError when it cannot be read. */
export async function fileState(file: string, shown: string): Promise<FileState> {
  const found = await stat(file, { bigint: true }).catch((error: unknown) => {
    throw readError(shown, error)
  })
  if (!found.isFile() && !found.isDirectory()) throw notRegular(shown)
  return { size: Number(found.size), modifiedAt: Number(found.mtimeNs / 1000n) }
}

/** A pipe or a device can block for ever, or never end, and what it gives is gone once it is read. */
function notRegular(shown: string): KerrosError {
  return new KerrosError('E_DATA_FORMAT', `${shown} is not a regular file, but a pipe, a socket or a device`, {
    hint: 'Nothing was loaded. Write the data to a file first.',
    subject: shown,
    at: shown,
  })
}
