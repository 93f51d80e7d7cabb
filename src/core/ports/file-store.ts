/** A file in a store, such as an object in a bucket of S3. */
export interface StoredFile {
  /** As in `s3://bucket/movielens/ratings.csv`. */
  readonly url: string
  /** In bytes. */
  readonly size: number
  /** What the store says of the content: it changes when the content does. */
  readonly etag: string
}

/** A file of this machine that is to be in a store. */
export interface FileUpload {
  /** The absolute path. */
  readonly path: string
  /** The file's path, as the user wrote it. */
  readonly displayPath: string
  /** Where it is to be. */
  readonly url: string
}

/** A file that is in the store now. */
export interface UploadedFile extends StoredFile {
  /** Of the whole content, in hexadecimal. */
  readonly sha256: string
  /** Whether the same bytes were there already. */
  readonly isSkipped: boolean
}

/** How far an upload is. */
export interface UploadProgress {
  /** Where the file is to be: an address, or a stage. */
  readonly url: string
  /** What is in the store, in bytes; parts of an interrupted upload count from the start. */
  readonly bytes: number
  /** All bytes of the file. */
  readonly size: number
  /** How many of the bytes were sent by this upload; the rest was there. */
  readonly sent: number
  readonly durationMs: number
}

/** What an upload reports, and what stops it. */
export interface UploadOptions {
  readonly signal?: AbortSignal | undefined
  /** Called at the start, after each part and at the end. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined
}

/** What lets another service read a store. Never to be shown, logged or kept. */
export interface StoreCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** Where engines in the cloud read files from. Opening one connects to nothing. */
export interface FileStore {
  /**
   * Puts a file into the store, unless the same bytes are there. What was sent of an interrupted upload is not sent again.
   *
   * @throws KerrosError `E_STORAGE`, `E_NOT_PERMITTED`, `E_MISSING_DRIVER`, `E_CANCELLED`; `E_DATA_FORMAT` when the file
   *   changes while it is read.
   */
  put(upload: FileUpload, options?: UploadOptions): Promise<UploadedFile>
  /** What is at an address now. */
  stat(url: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<StoredFile | undefined>
  /** The credentials that the store itself is used with. */
  credentials(): Promise<StoreCredentials>
  close(): void
}
