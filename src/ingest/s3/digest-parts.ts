import { createHash } from 'node:crypto'
import { fileBytes } from '../bytes/file-bytes.js'

const MIB = 1024 * 1024

/** S3 accepts at most 10,000 parts, each of at least 5 MiB but the last. */
const SMALLEST = 8 * MIB

const MOST_PARTS = 10_000

/**
 * The size of a file's parts, in bytes: always the same for files of one size, so that a later upload can compare and
 * continue with the parts of an earlier one.
 */
function partSizeOf(size: number): number {
  return Math.max(SMALLEST, Math.ceil(size / MOST_PARTS / MIB) * MIB)
}

/** A piece of a file that is sent in one request. */
export interface FilePart {
  /** From 1. */
  readonly number: number
  /** In bytes from the file's start. */
  readonly start: number
  /** In bytes. */
  readonly size: number
  /** Of the part, in base64, as S3 has it. */
  readonly sha256: string
}

/** The digests of a file, whole and in parts. */
export interface FileDigest {
  readonly size: number
  /** Of the whole file, in hexadecimal. */
  readonly sha256: string
  /** One for a file that is sent in one piece, also for an empty one. */
  readonly parts: readonly FilePart[]
}

/** Reads a file once. @param size Its expected size in bytes, on which the parts depend. */
export async function digestParts(
  path: string,
  displayPath: string,
  size: number,
  signal: AbortSignal | undefined,
): Promise<FileDigest> {
  const partSize = partSizeOf(size)
  const whole = createHash('sha256')
  const parts: FilePart[] = []
  let part = createHash('sha256')
  let start = 0
  let end = 0
  const endPart = (): void => {
    parts.push({ number: parts.length + 1, start, size: end - start, sha256: part.digest('base64') })
    part = createHash('sha256')
    start = end
  }
  for await (const chunk of fileBytes(path, displayPath, signal)) {
    whole.update(chunk)
    for (let from = 0; from < chunk.length; ) {
      const to = Math.min(chunk.length, from + partSize - (end - start))
      part.update(chunk.subarray(from, to))
      end += to - from
      from = to
      if (end - start === partSize) endPart()
    }
  }
  if (end > start || parts.length === 0) endPart()
  return { size: end, sha256: whole.digest('hex'), parts }
}

/**
 * What S3 reports as the SHA-256 of an object with these parts. For an object that was sent in several parts it is the
 * digest of their digests, with their number, so it is comparable only between objects with parts of the same size.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export function objectChecksum({ parts }: FileDigest): string {
  if (parts.length === 1) return parts[0]!.sha256
  const hash = createHash('sha256')
  for (const part of parts) hash.update(Buffer.from(part.sha256, 'base64'))
  return `${hash.digest('base64')}-${parts.length}`
}
