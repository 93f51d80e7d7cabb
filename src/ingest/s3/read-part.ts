import type { FileHandle } from 'node:fs/promises'
import type { FilePart } from './digest-parts.js'

/** The bytes of a part; fewer if the file has become shorter. */
export async function readPart(file: FileHandle, { start, size }: FilePart): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size)
  let filled = 0
  while (filled < size) {
    const { bytesRead } = await file.read(bytes, filled, size - filled, start + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
