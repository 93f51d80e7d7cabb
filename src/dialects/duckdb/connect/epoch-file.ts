import { createHash, randomUUID } from 'node:crypto'
import { fstatSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readRegularTextSync } from '../../../util/regular-file.js'

/** What a database file was, as far as any change of it shows. */
export interface FileState {
  /** SHA-256 of the headers: they hold how many times changes were written to the file. */
  readonly headers: string
  /** In bytes. */
  readonly size: string
  /** When the file was written to, in nanoseconds: two copies that went separate ways may have the same headers. */
  readonly modified: string
}

/** What is kept next to a database file. */
export interface KeptEpoch {
  readonly epoch: string
  readonly state: FileState
}

/** The file next to a database in which its epoch is kept. */
function epochFile(database: string): string {
  return `${database}.kerros`
}

/** The main header and both headers of the database. @see https://duckdb.org/docs/stable/internals/storage */
const HEADERS = 3 * 4096

/** What an open database file is now. @throws The system's errors. */
export function fileState(descriptor: number): FileState {
  const headers = Buffer.alloc(HEADERS)
  const length = readSync(descriptor, headers, 0, HEADERS, 0)
  const { size, mtimeNs } = fstatSync(descriptor, { bigint: true })
  return {
    headers: createHash('sha256').update(headers.subarray(0, length)).digest('hex'),
    size: String(size),
    modified: String(mtimeNs),
  }
}

/** Whether nothing has changed between two looks at a file. */
export function isSameState(one: FileState, other: FileState): boolean {
  return one.headers === other.headers && one.size === other.size && one.modified === other.modified
}

/** The version of the file's form. What has another is not read. */
const VERSION = 1

/** What is kept next to a database; `undefined` if there is nothing, or nothing of this form. */
export function readEpochFile(database: string): KeptEpoch | undefined {
  try {
    const { version, epoch, ...state } = JSON.parse(readRegularTextSync(epochFile(database))) as Record<string, unknown>
    const { headers, size, modified } = state
    const isText = [epoch, headers, size, modified].every((value) => typeof value === 'string' && value !== '')
    if (version !== VERSION || !isText) return undefined
    return { epoch: String(epoch), state: { headers: String(headers), size: String(size), modified: String(modified) } }
  } catch {
    return undefined
  }
}

/** Writes the file whole or not at all, for those who may read the database. Where that is impossible, nothing is known. */
export function writeEpochFile(database: string, { epoch, state }: KeptEpoch): void {
  const file = epochFile(database)
  const temporary = `${file}.${randomUUID()}`
  try {
    const { mode } = statSync(database)
    writeFileSync(temporary, `${JSON.stringify({ version: VERSION, epoch, ...state })}\n`, {
      mode: mode & 0o666,
      flag: 'wx',
    })
    renameSync(temporary, file)
  } catch {
    rmSync(temporary, { force: true })
  }
}
