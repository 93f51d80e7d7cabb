import { createHash } from 'node:crypto'
import { dataBytes } from '../bytes/data-bytes.js'
import type { RowCounter } from '../format/format-reader.js'

/** What else a digest does while it reads the file. */
export interface DigestOptions {
  /** Whether the counter gets the decompressed file. */
  readonly isCompressed?: boolean
  readonly counter?: RowCounter
  readonly signal?: AbortSignal | undefined
  readonly onBytes?: (bytes: number) => void
}

/**
 * The SHA-256 of a file as it is stored, in hexadecimal.
 *
 * @param displayPath The file's path, as the user wrote it.
 * @param counter Counts the file's rows in the same pass.
 * @param onBytes Called after each chunk with the number of bytes read so far.
 */
export async function digestFile(
  path: string,
  displayPath: string,
  { isCompressed = false, counter, signal, onBytes }: DigestOptions = {},
): Promise<string> {
  let bytes = 0
  const hash = createHash('sha256')
  const onStored = (chunk: Buffer): void => {
    hash.update(chunk)
    bytes += chunk.length
    onBytes?.(bytes)
  }
  for await (const chunk of dataBytes(path, displayPath, { isCompressed, signal, onStored })) counter?.add(chunk)
  return hash.digest('hex')
}
