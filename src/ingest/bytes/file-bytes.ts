import { KerrosError } from '../../core/errors/index.js'
import { NotARegularFile, openRegularFile } from '../../util/regular-file.js'

const CHUNK = 1024 * 1024

/**
 * Reads a file in chunks into one buffer, which is reused: use a chunk before asking for the next.
 *
 * @throws KerrosError `E_CANCELLED` if the signal is aborted; `E_NOT_PERMITTED`, `E_FILE_NOT_FOUND`.
 */
export async function* fileBytes(path: string, displayPath: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const file = await openRegularFile(path).catch((error: unknown) => {
    throw readError(displayPath, error)
  })
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK)
    for (;;) {
      if (signal?.aborted) throw new KerrosError('E_CANCELLED', `stopped while reading ${displayPath}`)
      const { bytesRead } = await file.read(buffer, 0, CHUNK).catch((error: unknown) => {
        throw readError(displayPath, error)
      })
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** A pipe or a device can block forever or never end, and what it delivers can be read only once. */
export function notRegular(displayPath: string): KerrosError {
  return new KerrosError('E_DATA_FORMAT', `${displayPath} is not a regular file, but a pipe, a socket or a device`, {
    hint: 'Nothing was loaded. Write the data to a file first.',
    subject: displayPath,
    at: displayPath,
  })
}

/** Turns a failure to read a file or folder into one that the user understands. Anything but a system error is unchanged. */
export function readError(displayPath: string, error: unknown): unknown {
  if (error instanceof NotARegularFile) return notRegular(displayPath)
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error
  const code = String(error.code)
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new KerrosError('E_FILE_NOT_FOUND', `there is no ${displayPath}`, { hint: 'Check the path.', cause: error })
  if (code === 'EISDIR')
    return new KerrosError('E_FILE_NOT_FOUND', `${displayPath} is a folder, not a file`, {
      hint: 'Rename the folder, and put the file in its place.',
      cause: error,
    })
  const isDenied = code === 'EACCES' || code === 'EPERM'
  return new KerrosError('E_NOT_PERMITTED', `cannot read ${displayPath}: ${isDenied ? 'permission denied' : code}`, {
    hint: isDenied ? 'Give yourself permission to read it.' : 'Check the disk and the file, and load again.',
    cause: error,
  })
}
