import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { KerrosError } from '../core/errors/index.js'
import { fileBytes } from './file-bytes.js'

/** Whether or not a file's name says that it is packed with gzip. */
export function isCompressedName(name: string): boolean {
  return /\.gz$/i.test(name)
}

export interface DataBytesOptions {
  readonly isCompressed: boolean
  readonly signal?: AbortSignal | undefined
  /** Told of the bytes as they stand in the file, before they are unpacked. */
  readonly onStored?: (chunk: Buffer) => void
}

/**
 * Reads what is in a file, unpacked. As for {@link fileBytes}, a chunk is to be used before the next one is asked for.
 *
 * @param shown The file, as a person wrote it.
 * @throws KerrosError `E_DATA_FORMAT` when the packed file is damaged or cut off.
 */
export async function* dataBytes(
  path: string,
  shown: string,
  { isCompressed, signal, onStored }: DataBytesOptions,
): AsyncGenerator<Buffer> {
  const stored = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of fileBytes(path, shown, signal)) {
      onStored?.(chunk)
      // The reader of the packed file keeps it for a while, and the buffer is filled anew.
      yield isCompressed ? Buffer.from(chunk) : chunk
    }
  }
  if (!isCompressed) return yield* stored()
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  const fed = pipeline(stored, gunzip).catch(() => {})
  try {
    for await (const chunk of gunzip) yield chunk as Buffer
  } catch (error) {
    throw toDataError(error, shown)
  } finally {
    gunzip.destroy()
    await fed
  }
}

function toDataError(error: unknown, shown: string): unknown {
  if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) return error
  return new KerrosError('E_DATA_FORMAT', `${shown} is not a whole file of gzip: it is damaged, or cut off`, {
    hint: 'Nothing was loaded. Get the file again.',
    subject: shown,
    at: shown,
    cause: error,
  })
}
