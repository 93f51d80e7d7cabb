import { KerrosError } from '../../core/errors/index.js'

/** An object's bucket and key. */
export interface S3Place {
  readonly bucket: string
  readonly key: string
}

/**
 * Parses `s3://bucket/key`; `s3gov://` and `s3china://` are Snowflake's spellings for other partitions.
 *
 * @throws KerrosError `E_INVALID_DEFINITION`.
 */
export function parseS3Url(url: string): S3Place {
  const match = /^s3(?:gov|china)?:\/\/([^/]+)\/(.+)$/.exec(url)
  if (match) return { bucket: match[1]!, key: match[2]! }
  throw new KerrosError('E_INVALID_DEFINITION', `"${url}" is not the address of a file in S3`, {
    hint: 'Give the stage an address as s3://bucket/folder/.',
  })
}
