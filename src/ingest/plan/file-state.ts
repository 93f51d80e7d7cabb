import { stat } from 'node:fs/promises'
import { notRegular, readError } from '../bytes/file-bytes.js'
import type { FileState } from './decide-file.js'

/** Size and time of a file. @throws KerrosError if it cannot be read. */
export async function fileState(file: string, displayPath: string): Promise<FileState> {
  const found = await stat(file, { bigint: true }).catch((error: unknown) => {
    throw readError(displayPath, error)
  })
  if (!found.isFile() && !found.isDirectory()) throw notRegular(displayPath)
  return { size: Number(found.size), modifiedAt: Number(found.mtimeNs / 1000n) }
}
