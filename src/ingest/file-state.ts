import { stat } from 'node:fs/promises'
import type { FileState } from './decide-file.js'
import { readError } from './file-bytes.js'

/** Size and time of a file. @throws KerrosError when it cannot be read. */
export async function fileState(file: string, shown: string): Promise<FileState> {
  const found = await stat(file, { bigint: true }).catch((error: unknown) => {
    throw readError(shown, error)
  })
  return { size: Number(found.size), modifiedAt: Number(found.mtimeNs / 1000n) }
}
