import { fstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { KerrosError } from '../../../core/errors/index.js'

/** A database file that this thread has open, once or several times. */
interface OpenFile {
  times: number
  /** Which file it was when it was opened first: the openings share what DuckDB opened then. */
  identity: string | undefined
  /** Whether none of the openings writes. */
  isReadOnly: boolean
}

/** By canonical path. */
const OPEN = new Map<string, OpenFile>()

/** One opening of a database file. */
export interface FileOpening {
  /** To be called once DuckDB has opened it. */
  opened(): void
  /** Whether the path still leads to the file that was opened. */
  isInPlace(): boolean
  /** To be called once it is closed, or could not be opened. */
  close(): void
}

/**
 * Counts a file as opened by this thread, before DuckDB opens it.
 *
 * DuckDB keeps two processes apart by a lock on the file, but such a lock does not keep a process from itself: a second
 * instance in another thread, or of the same file under another name, would destroy the file. One thread's openings of
 * one path share an instance.
 *
 * @param path The canonical path.
 * @throws KerrosError `E_LOCKED` when another part of this process has the file open. Two that only read may.
 */
export function openHere(path: string, readOnly: boolean): FileOpening {
  const identity = fileIdentity(path)
  if (!OPEN.has(path) && (isOpening(identity, readOnly) || isOpenElsewhere(identity, readOnly)))
    throw new KerrosError('E_LOCKED', `the DuckDB file "${path}" is open in another part of this process`, {
      hint: 'DuckDB does not share a file between worker threads, between two names of it, or with an instance that was opened without kerros. Close that one first, or do all of it in one thread.',
    })
  const file = OPEN.get(path) ?? { times: 0, identity, isReadOnly: readOnly }
  OPEN.set(path, file)
  file.isReadOnly &&= readOnly
  file.times++
  return {
    opened: () => {
      file.identity ??= fileIdentity(path)
    },
    isInPlace: () => file.identity === fileIdentity(path),
    close: () => {
      file.times--
      if (file.times === 0) OPEN.delete(path)
    },
  }
}

/** Where a system lists the files that this process has open; Windows locks a file against its own process too. */
const DESCRIPTORS = '/dev/fd'

/** Whether the file is open under another of its names, or about to be: the system does not list it then. */
function isOpening(identity: string | undefined, readOnly: boolean): boolean {
  if (identity === undefined) return false
  return [...OPEN.values()].some((file) => file.identity === identity && !(readOnly && file.isReadOnly))
}

function isOpenElsewhere(identity: string | undefined, readOnly: boolean): boolean {
  if (identity === undefined) return false
  return descriptors().some((descriptor) => {
    if (identityOf(descriptor) !== identity) return false
    return !(readOnly && isOpenForReading(descriptor))
  })
}

function descriptors(): readonly number[] {
  try {
    return readdirSync(DESCRIPTORS).map(Number)
  } catch {
    return []
  }
}

function identityOf(descriptor: number): string | undefined {
  try {
    const { dev, ino } = fstatSync(descriptor, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    // The one that listed the others is closed by now.
    return undefined
  }
}

/** Where the system does not say, two readers are the likely case. */
function isOpenForReading(descriptor: number): boolean {
  try {
    const [, flags = '0'] = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? []
    return (Number.parseInt(flags, 8) & 3) === 0
  } catch {
    return true
  }
}

/** Which file a path leads to, the same for all of its names; `undefined` when it leads to no file. Opens nothing. */
function fileIdentity(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
