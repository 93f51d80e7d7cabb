import type { FileHandle } from 'node:fs/promises'
import { KerrosError } from '../../core/errors/index.js'
import { openRegularFile } from '../../util/regular-file.js'
import { readError } from '../bytes/file-bytes.js'
import { abortOptions } from './abort-options.js'
import type { FilePart } from './digest-parts.js'
import { type PutInput, SHA256_METADATA } from './put-whole.js'
import { readPart } from './read-part.js'
import { findUnfinishedUpload, type SentPart } from './unfinished-upload.js'

/** How many parts of a file are sent in parallel, and so are in memory: 8 MiB each. */
const PARTS_AT_ONCE = 4

/** The result of an upload in parts. */
export interface PutResult {
  readonly etag: string
  /** Whether it continued an earlier upload. */
  readonly isResumed: boolean
}

/** What an upload in parts reports, and whether it continues another. */
export interface PutPartsOptions {
  /** Called after every part. */
  readonly onBytes: OnBytes
  /** Whether to continue an interrupted upload. Default: true. */
  readonly canResume?: boolean
}

/** Called with the number of bytes in the store, and how many of them were sent now. */
export type OnBytes = (bytes: number, sent: number) => void

/**
 * Sends a file in parts, several in parallel, and continues an interrupted upload of the same file. If it fails, what was
 * sent stays in the store for the next attempt.
 *
 * A lifecycle rule of the bucket should remove abandoned uploads, since their parts cost money:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html
 */
export async function putParts(input: PutInput, { onBytes, canResume = true }: PutPartsOptions): Promise<PutResult> {
  const { module, client, place, path, displayPath, digest, signal } = input
  const address = { Bucket: place.bucket, Key: place.key }
  const file = await openRegularFile(path).catch((error: unknown) => {
    throw readError(displayPath, error)
  })
  let uploadId: string
  let isResumed: boolean
  let sent: readonly SentPart[]
  try {
    const unfinished = canResume ? await findUnfinishedUpload(input, file) : undefined
    isResumed = unfinished !== undefined
    uploadId = unfinished?.uploadId ?? (await createUpload(input))
    sent = await sendMissing({ ...input, file, uploadId }, unfinished?.parts ?? [], onBytes)
  } finally {
    await file.close()
  }
  const Parts = [...sent]
    .sort((a, b) => a.number - b.number)
    .map(({ number, etag, sha256 }) => ({ PartNumber: number, ETag: etag, ChecksumSHA256: sha256 }))
  const complete = { ...address, UploadId: uploadId, MultipartUpload: { Parts }, MpuObjectSize: digest.size }
  const { ETag } = await client.send(new module.CompleteMultipartUploadCommand(complete), abortOptions(signal))
  return { etag: ETag ?? '', isResumed }
}

async function createUpload({ module, client, place, digest, signal }: PutInput): Promise<string> {
  const command = new module.CreateMultipartUploadCommand({
    Bucket: place.bucket,
    Key: place.key,
    ChecksumAlgorithm: 'SHA256',
    ChecksumType: 'COMPOSITE',
    Metadata: { [SHA256_METADATA]: digest.sha256 },
  })
  const { UploadId } = await client.send(command, abortOptions(signal))
  return UploadId!
}

/** An upload that has begun, and its open file. */
interface BegunUpload extends PutInput {
  readonly file: FileHandle
  readonly uploadId: string
}

/**
 * Sends the parts that S3 does not have.
 *
 * @param before The parts that it has.
 * @returns All parts, in any order.
 */
async function sendMissing(
  upload: BegunUpload,
  before: readonly SentPart[],
  onBytes: OnBytes,
): Promise<readonly SentPart[]> {
  const { displayPath, digest, signal } = upload
  const sent = [...before]
  let bytes = before.reduce((sum, { number }) => sum + digest.parts[number - 1]!.size, 0)
  let sentNow = 0
  onBytes(bytes, sentNow)
  const numbers = new Set(before.map(({ number }) => number))
  const waiting = digest.parts.filter(({ number }) => !numbers.has(number))
  let failure: unknown
  const work = async (): Promise<void> => {
    for (let part = waiting.shift(); part && failure === undefined && !signal?.aborted; part = waiting.shift()) {
      const etag = await sendPart(upload, part)
      sent.push({ number: part.number, etag, sha256: part.sha256 })
      bytes += part.size
      sentNow += part.size
      onBytes(bytes, sentNow)
    }
  }
  const workers = Array.from({ length: PARTS_AT_ONCE }, () =>
    work().catch((error: unknown) => {
      failure ??= error
    }),
  )
  await Promise.all(workers)
  if (failure !== undefined) throw failure
  if (signal?.aborted) throw new KerrosError('E_CANCELLED', `stopped while uploading ${displayPath}`)
  return sent
}

async function sendPart(
  { module, client, place, displayPath, signal, file, uploadId }: BegunUpload,
  part: FilePart,
): Promise<string> {
  const body = await readPart(file, part)
  const command = new module.UploadPartCommand({
    Bucket: place.bucket,
    Key: place.key,
    UploadId: uploadId,
    PartNumber: part.number,
    Body: body,
    ContentLength: body.length,
    ChecksumSHA256: part.sha256,
  })
  const { ETag } = await client.send(command, abortOptions(signal))
  if (ETag !== undefined) return ETag
  throw new KerrosError('E_STORAGE', `S3 accepted a part of ${displayPath}, but did not return its ETag`, {
    hint: 'Load again. If it happens again, the store is not compatible with S3.',
  })
}
