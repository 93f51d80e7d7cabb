import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { KerrosError } from '../../core/errors/index.js'
import { fileBytes } from './file-bytes.js'

/** Whether a file's name says that it is compressed with gzip. */
export function isCompressedName(name: string): boolean {
  return /\.gz$/i.test(name)
}

/** How the bytes of a data file are read. */
export interface DataBytesOptions {
  readonly isCompressed: boolean
  readonly signal?: AbortSignal | undefined
  /** Called with the bytes of the file, before they are decompressed. */
  readonly onStored?: (chunk: Buffer) => void
}

/**
 * Reads a file, decompressed. As for {@link fileBytes}, use a chunk before asking for the next.
 *
 * @param displayPath The file's path, as the user wrote it.
 * @throws KerrosError `E_DATA_FORMAT` if the compressed file is damaged or cut off.
 */
export async function* dataBytes(
  path: string,
  displayPath: string,
  { isCompressed, signal, onStored }: DataBytesOptions,
): AsyncGenerator<Buffer> {
  const stored = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of fileBytes(path, displayPath, signal)) {
      onStored?.(chunk)
      // The decompressor holds on to the chunk for a while, and the buffer is reused.
      yield isCompressed ? Buffer.from(chunk) : chunk
    }
  }
  if (!isCompressed) return yield* stored()
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  const fed = pipeline(stored, gunzip).catch(() => {})
  try {
    for await (const chunk of gunzip) yield chunk as Buffer
  } catch (error) {
    throw toDataError(error, displayPath)
  } finally {
    gunzip.destroy()
    await fed
  }
}

function toDataError(error: unknown, displayPath: string): unknown {
  if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) return error
  return new KerrosError('E_DATA_FORMAT', `${displayPath} is not a complete gzip file: it is damaged or cut off`, {
    hint: 'Nothing was loaded. Get the file again.',
    subject: displayPath,
    at: displayPath,
    cause: error,
  })
}
