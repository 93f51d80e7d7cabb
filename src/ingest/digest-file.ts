import { createHash } from 'node:crypto'
import type { CsvCounter } from './csv-counter.js'
import { fileBytes } from './file-bytes.js'

export interface DigestOptions {
  readonly counter?: CsvCounter
  readonly signal?: AbortSignal | undefined
  readonly onBytes?: (bytes: number) => void
}

/**
 * The SHA-256 of a file, in hexadecimal.
 *
 * @param shown The file, as a person wrote it.
 * @param counter Counts the file's bytes on the way.
 * @param onBytes Told how many bytes are read so far, for each chunk.
 */
export async function digestFile(
  path: string,
  shown: string,
  { counter, signal, onBytes }: DigestOptions = {},
): Promise<string> {
  let bytes = 0
  const hash = createHash('sha256')
  for await (const chunk of fileBytes(path, shown, signal)) {
    hash.update(chunk)
    counter?.add(chunk)
    bytes += chunk.length
    onBytes?.(bytes)
  }
  return hash.digest('hex')
}
