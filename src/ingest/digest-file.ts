import { createHash } from 'node:crypto'
import { dataBytes } from './data-bytes.js'
import type { RowCounter } from './format-reader.js'

export interface DigestOptions {
  /** Whether or not the counter is to see the file unpacked. */
  readonly isCompressed?: boolean
  readonly counter?: RowCounter
  readonly signal?: AbortSignal | undefined
  readonly onBytes?: (bytes: number) => void
}

/**
 * The SHA-256 of a file as it is stored, in hexadecimal.
 *
 * @param shown The file, as a person wrote it.
 * @param counter Counts the file's rows on the way.
 * @param onBytes Told how many bytes are read so far, for each chunk.
 */
export async function digestFile(
  path: string,
  shown: string,
  { isCompressed = false, counter, signal, onBytes }: DigestOptions = {},
): Promise<string> {
  let bytes = 0
  const hash = createHash('sha256')
  const onStored = (chunk: Buffer): void => {
    hash.update(chunk)
    bytes += chunk.length
    onBytes?.(bytes)
  }
  for await (const chunk of dataBytes(path, shown, { isCompressed, signal, onStored })) counter?.add(chunk)
  return hash.digest('hex')
}
