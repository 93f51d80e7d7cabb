import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { abortOptions } from './abort-options.js'
import type { FilePart } from './digest-parts.js'
import type { PutInput } from './put-whole.js'
import { readPart } from './read-part.js'

/** A part that S3 has. */
export interface SentPart {
  readonly number: number
  readonly etag: string
  readonly sha256: string
}

/** An upload in parts that was begun and not finished. */
export interface UnfinishedUpload {
  readonly uploadId: string
  readonly parts: readonly SentPart[]
}

/**
 * Finds an interrupted upload of the same file to continue: one that has parts, each of them equal to the file's. The latest
 * counts. Uploads of other content are left alone; another process may be working on them.
 */
export async function findUnfinishedUpload(input: PutInput, file: FileHandle): Promise<UnfinishedUpload | undefined> {
  const { module, client, place, signal } = input
  const { bucket, key } = place
  const command = new module.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key })
  const { Uploads = [] } = await client.send(command, abortOptions(signal))
  const begun = Uploads.filter((upload) => upload.Key === key && upload.UploadId !== undefined).sort(
    (a, b) => Number(b.Initiated ?? 0) - Number(a.Initiated ?? 0),
  )
  for (const { UploadId } of begun) {
    const parts = await sentParts(input, file, UploadId!)
    if (parts && parts.length > 0) return { uploadId: UploadId!, parts }
  }
  return undefined
}

/** The parts of an upload, or `undefined` if one of them is not the file's. */
async function sentParts(
  { module, client, place, digest, signal }: PutInput,
  file: FileHandle,
  uploadId: string,
): Promise<readonly SentPart[] | undefined> {
  const { bucket, key } = place
  const byNumber = new Map<number, FilePart>(digest.parts.map((part) => [part.number, part]))
  const sent: SentPart[] = []
  let marker: string | undefined
  do {
    const page = await client.send(
      new module.ListPartsCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        ...(marker !== undefined && { PartNumberMarker: marker }),
      }),
      abortOptions(signal),
    )
    for (const { PartNumber, Size, ETag, ChecksumSHA256 } of page.Parts ?? []) {
      const part = byNumber.get(PartNumber ?? 0)
      if (!part || part.size !== Size || ETag === undefined) return undefined
      const isSame = ChecksumSHA256 === undefined ? await hasMd5(file, part, ETag) : ChecksumSHA256 === part.sha256
      if (!isSame) return undefined
      sent.push({ number: part.number, etag: ETag, sha256: part.sha256 })
    }
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined
  } while (marker !== undefined)
  return sent
}

/** Stores that keep no SHA-256 of parts have their MD5 as ETag. */
async function hasMd5(file: FileHandle, part: FilePart, etag: string): Promise<boolean> {
  const md5 = createHash('md5')
    .update(await readPart(file, part))
    .digest('hex')
  return etag.replaceAll('"', '') === md5
}
