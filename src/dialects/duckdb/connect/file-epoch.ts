import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, openSync } from 'node:fs'
import { type FileState, fileState, isSameState, readEpochFile, writeEpochFile } from './epoch-file.js'
import {
  descriptorIdentity,
  fileIdentity,
  holdDescriptor,
  openDescriptors,
  releaseDescriptor,
} from './open-descriptors.js'

/** What DuckDB keeps next to a file while changes are not in it yet. */
const LOGS = ['.wal', '.wal.checkpoint', '.wal.recovery']

/**
 * The time in which no one but kerros has changed a database file: a random id, kept next to the file together with what
 * the file's headers were. Any change moves a header, or is in a log next to the file.
 *
 * A file that is written to is looked at while DuckDB has its lock on it: before that, and afterwards, another process could
 * change it unseen. The descriptor stays open for as long as DuckDB's: to close one takes away all locks that the process
 * has on the file.
 *
 * @see https://duckdb.org/docs/stable/internals/storage
 */
export class FileEpoch {
  readonly #path: string
  /** Where DuckDB looks for logs: next to each of the names by which the file was opened. */
  readonly #names: readonly string[]
  readonly #isReadOnly: boolean
  readonly #isHeld: boolean
  #value: string | undefined
  /** What is written next to the file. */
  #written: FileState | undefined
  #descriptor: number | undefined
  /** What the file is before it is opened, when it cannot be looked at afterwards. */
  #first: FileState | undefined
  /** What the file is when it is closed. */
  #last: FileState | undefined
  #isLost = false

  /**
   * @param path The file, with its links followed.
   * @param name The name by which it is opened.
   */
  constructor(path: string, name: string, isReadOnly: boolean) {
    this.#path = path
    this.#names = [...new Set([path, name])]
    this.#isReadOnly = isReadOnly
    // Windows lets no one look at a file that DuckDB writes to.
    this.#isHeld = !isReadOnly && process.platform !== 'win32'
  }

  /** The id; `undefined` when rows may be changed unseen, or before {@link begin}. */
  get value(): string | undefined {
    return this.#isLost ? undefined : this.#value
  }

  /** To be called before DuckDB opens the file. */
  prepare(): void {
    if (!this.#isHeld) this.#first = glance(this.#path)
  }

  /** To be called once DuckDB has opened the file, before anything is written to it. */
  begin(): void {
    if (this.#value !== undefined) return
    const kept = readEpochFile(this.#path)
    const found = this.#isHeld ? this.#look() : this.#first
    const hasLog = this.#names.some((name) => LOGS.some((log) => existsSync(`${name}${log}`)))
    const isSame = kept !== undefined && found !== undefined && !hasLog && isSameState(kept.state, found)
    this.#written = kept?.state
    this.#value = isSame ? kept.epoch : randomUUID()
  }

  /** Says that rows may be changed unseen from now on: the next opening has another id. */
  lose(): void {
    this.#isLost = true
  }

  /** To be called when everything is written, right before the last of those who have the file open closes it. */
  end(): void {
    if (this.#isHeld && this.#value !== undefined) this.#last = this.#look()
  }

  /** To be called when no part of this thread has the file open any longer. */
  closed(): void {
    if (this.#value === undefined) return
    const identity = this.#descriptor === undefined ? fileIdentity(this.#path) : descriptorIdentity(this.#descriptor)
    // Otherwise the application has it open with DuckDB's driver, and may have written to it.
    const isClosed = identity !== undefined && openDescriptors(identity).length === 0
    // A lock of the application would go with the descriptor.
    if (isClosed) this.#release()
    if (this.#isReadOnly || !isClosed || identity !== fileIdentity(this.#path) || this.value === undefined) return
    const last = this.#isHeld ? this.#last : glance(this.#path)
    if (!last || (this.#written && isSameState(this.#written, last))) return
    writeEpochFile(this.#path, { epoch: this.value, state: last })
  }

  #look(): FileState | undefined {
    try {
      if (this.#descriptor === undefined) {
        this.#descriptor = openSync(this.#path, 'r')
        holdDescriptor(this.#descriptor)
      }
      return fileState(this.#descriptor)
    } catch {
      return undefined
    }
  }

  #release(): void {
    if (this.#descriptor === undefined) return
    closeSync(this.#descriptor)
    releaseDescriptor(this.#descriptor)
  }
}

/** What a file is that no part of this process has open, whose locks would go with the descriptor. */
function glance(path: string): FileState | undefined {
  const identity = fileIdentity(path)
  if (identity === undefined || openDescriptors(identity).length > 0) return undefined
  try {
    const descriptor = openSync(path, 'r')
    try {
      return fileState(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return undefined
  }
}
