import type { S3Client } from '@aws-sdk/client-s3'
import { readRegularFile } from '../../util/regular-file.js'
import { readError } from '../bytes/file-bytes.js'
import { abortOptions } from './abort-options.js'
import type { FileDigest } from './digest-parts.js'
import type { S3Module } from './s3-module.js'
import type { S3Place } from './s3-url.js'

/** The metadata of objects with their SHA-256 in hexadecimal, for stores that keep no checksum. */
export const SHA256_METADATA = 'kerros-sha256'

/** A file to send, and where to. */
export interface PutInput {
  readonly module: S3Module
  readonly client: S3Client
  readonly place: S3Place
  readonly path: string
  readonly displayPath: string
  readonly digest: FileDigest
  readonly signal: AbortSignal | undefined
}

/** Sends a file in one piece. S3 refuses it if the bytes are not those that were digested. */
export async function putWhole({
  module,
  client,
  place,
  path,
  displayPath,
  digest,
  signal,
}: PutInput): Promise<string> {
  const body = await readRegularFile(path, { signal }).catch((error: unknown) => {
    throw readError(displayPath, error)
  })
  const command = new module.PutObjectCommand({
    Bucket: place.bucket,
    Key: place.key,
    Body: body,
    ContentLength: digest.size,
    ChecksumSHA256: digest.parts[0]!.sha256,
    Metadata: { [SHA256_METADATA]: digest.sha256 },
  })
  const { ETag } = await client.send(command, abortOptions(signal))
  return ETag ?? ''
}
