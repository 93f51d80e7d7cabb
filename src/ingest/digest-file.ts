import { createHash } from 'node:crypto'
import type { CsvCounter } from './csv-counter.js'
import { fileBytes } from './file-bytes.js'

/**
 * The SHA-256 of a file, in hexadecimal.
 *
 * @param shown The file, as a person wrote it.
 * @param counter Counts the file's bytes on the way.
 */
export async function digestFile(
  path: string,
  shown: string,
  { counter, signal }: { readonly counter?: CsvCounter; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of fileBytes(path, shown, signal)) {
    hash.update(chunk)
    counter?.add(chunk)
  }
  return hash.digest('hex')
}
