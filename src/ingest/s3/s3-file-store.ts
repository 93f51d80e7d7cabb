import type { S3Client } from '@aws-sdk/client-s3'
import PQueue from 'p-queue'
import { KerrosError } from '../../core/errors/index.js'
import type {
  FileStore,
  FileUpload,
  StoreCredentials,
  StoredFile,
  UploadedFile,
  UploadOptions,
} from '../../core/ports/file-store.js'
import { fileState } from '../plan/file-state.js'
import { abortOptions } from './abort-options.js'
import { digestParts, type FileDigest, objectChecksum } from './digest-parts.js'
import { type OnBytes, putParts } from './put-parts.js'
import { type PutInput, putWhole, SHA256_METADATA } from './put-whole.js'
import { toStorageError } from './s3-errors.js'
import { loadS3Module, type S3Module } from './s3-module.js'
import { parseS3Url } from './s3-url.js'

/** How many files are sent in parallel. */
const FILES_AT_ONCE = 4

interface Connected {
  readonly module: S3Module
  readonly client: S3Client
}

interface StoredObject extends StoredFile {
  readonly checksum: string | undefined
  readonly sha256: string | undefined
}

/**
 * Files in S3, or in a store that speaks its protocol. Credentials, region and endpoint come from where every AWS tool
 * reads them: the variables `AWS_…` (`AWS_ENDPOINT_URL_S3` for other stores), `~/.aws`, SSO, or the machine's role.
 */
export class S3FileStore implements FileStore {
  readonly #env: NodeJS.ProcessEnv
  readonly #queue = new PQueue({ concurrency: FILES_AT_ONCE })
  #connected: Promise<Connected> | undefined

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env
  }

  async put(upload: FileUpload, options: UploadOptions = {}): Promise<UploadedFile> {
    return this.#queue.add(() => this.#put(upload, options))
  }

  async stat(
    url: string,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<StoredFile | undefined> {
    const { bucket } = parseS3Url(url)
    try {
      const found = await this.#head(url, signal)
      return found && { url, size: found.size, etag: found.etag }
    } catch (error) {
      throw toStorageError(error, `look at ${url}`, bucket)
    }
  }

  async credentials(): Promise<StoreCredentials> {
    try {
      const { client } = await this.#connect()
      const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials()
      return { accessKeyId, secretAccessKey, sessionToken }
    } catch (error) {
      throw toStorageError(error, 'read from S3', '')
    }
  }

  close(): void {
    this.#connected?.then(
      ({ client }) => client.destroy(),
      () => {},
    )
    this.#connected = undefined
  }

  async #put({ path, displayPath, url }: FileUpload, { signal, onProgress }: UploadOptions): Promise<UploadedFile> {
    const place = parseS3Url(url)
    const startedAt = performance.now()
    const { size } = await fileState(path, displayPath)
    const digest = await digestParts(path, displayPath, size, signal)
    if (digest.size !== size) throw changedWhileRead(displayPath)
    const onBytes = (bytes: number, sent: number): void =>
      onProgress?.({ url, bytes, size, sent, durationMs: performance.now() - startedAt })
    try {
      const there = await this.#head(url, signal)
      if (there && isSame(there, digest)) {
        onBytes(size, 0)
        return { url, size, etag: there.etag, sha256: digest.sha256, isSkipped: true }
      }
      const input = { ...(await this.#connect()), place, path, displayPath, digest, signal }
      onBytes(0, 0)
      const etag =
        digest.parts.length === 1 ? await this.#whole(input, onBytes) : await this.#parts(input, url, onBytes)
      return { url, size, etag: bare(etag), sha256: digest.sha256, isSkipped: false }
    } catch (error) {
      if (isBadDigest(error)) throw changedWhileRead(displayPath)
      throw toStorageError(error, `upload ${displayPath} to ${url}`, place.bucket)
    }
  }

  async #parts(input: PutInput, url: string, onBytes: OnBytes): Promise<string> {
    const { etag, isResumed } = await putParts(input, { onBytes })
    if (!isResumed) return etag
    // The object's SHA-256 metadata is that of the file with which the upload began, which may have grown since. If the
    // store keeps no checksum of its own, every later comparison would be wrong.
    const there = await this.#head(url, input.signal)
    if (there && isSame(there, input.digest)) return etag
    return (await putParts(input, { onBytes, canResume: false })).etag
  }

  async #whole(input: PutInput, onBytes: OnBytes): Promise<string> {
    const etag = await putWhole(input)
    onBytes(input.digest.size, input.digest.size)
    return etag
  }

  async #head(url: string, signal: AbortSignal | undefined): Promise<StoredObject | undefined> {
    const { module, client } = await this.#connect()
    const { bucket, key } = parseS3Url(url)
    try {
      const found = await client.send(
        new module.HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }),
        abortOptions(signal),
      )
      return {
        url,
        size: found.ContentLength ?? 0,
        etag: bare(found.ETag ?? ''),
        checksum: found.ChecksumSHA256,
        sha256: found.Metadata?.[SHA256_METADATA],
      }
    } catch (error) {
      // A missing bucket has the same status; only the upload that follows shows the difference.
      if (error instanceof Error && /^(NotFound|NoSuchKey)$/.test(error.name)) return undefined
      throw error
    }
  }

  #connect(): Promise<Connected> {
    this.#connected ??= loadS3Module().then((module) => {
      const hasEndpoint = Boolean(this.#env['AWS_ENDPOINT_URL_S3'] || this.#env['AWS_ENDPOINT_URL'])
      const client = new module.S3Client({
        // Other stores seldom have a host name for each bucket.
        forcePathStyle: hasEndpoint,
        followRegionRedirects: true,
        // Every upload carries its SHA-256; some stores add the bytes of further checksums to the content.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        ...(hasEndpoint && !this.#env['AWS_REGION'] && !this.#env['AWS_DEFAULT_REGION'] ? { region: 'us-east-1' } : {}),
      })
      return { module, client }
    })
    return this.#connected
  }
}

/**
 * Whether an object has the bytes of a file. What S3 has computed itself counts most; the SHA-256 in the object's metadata
 * is for stores that keep no checksum, and for objects in parts of another size.
 */
function isSame(there: StoredObject, digest: FileDigest): boolean {
  if (there.size !== digest.size) return false
  const wanted = objectChecksum(digest)
  if (there.checksum !== undefined && partCount(there.checksum) === partCount(wanted)) return there.checksum === wanted
  return there.sha256 === digest.sha256
}

function partCount(checksum: string): string | undefined {
  return /-(\d+)$/.exec(checksum)?.[1]
}

function bare(etag: string): string {
  return etag.replace(/^"(.*)"$/, '$1')
}

/** S3 compares what arrives with the digests that were computed before. */
function isBadDigest(error: unknown): boolean {
  return error instanceof Error && /^(BadDigest|XAmzContentChecksumMismatch|InvalidDigest)$/.test(error.name)
}

function changedWhileRead(displayPath: string): KerrosError {
  return new KerrosError('E_DATA_FORMAT', `${displayPath} was changed while it was read`, {
    hint: 'Nothing was loaded. Load again when nothing writes to the folder.',
    at: displayPath,
  })
}
