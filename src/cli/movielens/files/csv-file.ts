import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { KerrosError } from '../../../core/errors/index.js'
import type { TableFile } from './file-layout.js'
import { writeError } from './write-error.js'

const CHUNK = 1024 * 1024
/** The space that is always left for what is written between two checks of {@link CsvFileWriter.isDue}. */
const HEADROOM = 1024 * 1024

export interface CsvFileOptions {
  readonly directory: string
  readonly table: TableFile
  readonly onProgress?: ((file: string, rows: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * A CSV file being written. Rows go into `buffer` at `at`; if `isDue`, `flush` hands them to the operating system and
 * gives the event loop a turn. The file has a temporary name until `publish`; `discard` leaves nothing behind.
 */
export class CsvFileWriter {
  readonly buffer: Buffer = Buffer.allocUnsafe(CHUNK + HEADROOM)
  readonly name: string
  readonly path: string
  readonly endsWithCrlf: boolean
  at = 0
  rows = 0
  bytes = 0
  readonly #temporary: string
  readonly #endOfLine: string
  readonly #options: CsvFileOptions
  #handle: FileHandle | undefined

  constructor(options: CsvFileOptions) {
    this.#options = options
    this.name = options.table.name
    this.path = join(options.directory, this.name)
    this.#temporary = `${this.path}.${process.pid}.partial`
    this.#endOfLine = options.table.endOfLine
    this.endsWithCrlf = this.#endOfLine === '\r\n'
  }

  async create(): Promise<void> {
    this.#handle = await this.#attempt(() => open(this.#temporary, 'w'))
    this.at = this.buffer.write(`${this.#options.table.header}${this.#endOfLine}`, 0, 'utf8')
  }

  get isDue(): boolean {
    return this.at >= CHUNK
  }

  /** Adds a row that is already text, for files in which speed does not matter. */
  addRow(row: string): void {
    this.at += this.buffer.write(row, this.at, 'utf8')
    this.endRow()
  }

  /** Ends a row whose fields are in the buffer already. */
  endRow(): void {
    this.at += this.buffer.write(this.#endOfLine, this.at, 'utf8')
    this.rows++
  }

  /** @throws KerrosError `E_CANCELLED` if the signal is aborted, `E_NOT_PERMITTED` if the file cannot be written. */
  async flush(): Promise<void> {
    if (this.#options.signal?.aborted)
      throw new KerrosError('E_CANCELLED', `stopped while writing "${this.name}"; no file was changed`)
    const length = this.at
    for (let written = 0; written < length; )
      written += (await this.#attempt(() => this.#handle!.write(this.buffer, written, length - written))).bytesWritten
    this.at = 0
    this.bytes += length
    this.#options.onProgress?.(this.name, this.rows)
  }

  /** Writes what is left and closes the file, which keeps its temporary name. */
  async close(): Promise<void> {
    await this.flush()
    await this.#attempt(() => this.#handle!.close())
    this.#handle = undefined
  }

  async publish(): Promise<void> {
    await this.#attempt(() => rename(this.#temporary, this.path))
  }

  async discard(): Promise<void> {
    await this.#handle?.close().catch(() => undefined)
    await rm(this.#temporary, { force: true }).catch(() => undefined)
  }

  async #attempt<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action()
    } catch (error) {
      throw writeError(this.path, error)
    }
  }
}
