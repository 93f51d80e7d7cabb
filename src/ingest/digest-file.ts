import { createHash } from 'node:crypto'
import { CsvCounter } from './csv-counter.js'
import { fileBytes } from './file-bytes.js'

/** What one reading of a file tells of its content. */
export interface FileDigest {
  readonly sha256: string
  readonly counter: CsvCounter
}

/** Reads a file once, for its hash and its counts. */
export async function digestFile(path: string, shown: string, signal?: AbortSignal): Promise<FileDigest> {
  const hash = createHash('sha256')
  const counter = new CsvCounter()
  for await (const chunk of fileBytes(path, shown, signal)) {
    hash.update(chunk)
    counter.add(chunk)
  }
  return { sha256: hash.digest('hex'), counter }
}
