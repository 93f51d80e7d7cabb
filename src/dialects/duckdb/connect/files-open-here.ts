import { KerrosError } from '../../../core/errors/index.js'
import { FileEpoch } from './file-epoch.js'
import { fileIdentity, isOpenForReading, openDescriptors } from './open-descriptors.js'

/** A database file that this thread has open, once or several times. */
interface OpenFile {
  times: number
  /** Which file it was when it was opened first: the openings share what DuckDB opened then. */
  identity: string | undefined
  /** Whether none of the openings writes. */
  isReadOnly: boolean
  readonly epoch: FileEpoch
}

/** By canonical path. */
const OPEN = new Map<string, OpenFile>()

/** One opening of a database file. */
export interface FileOpening {
  /** The epoch that all openings of the file share. */
  readonly epoch: FileEpoch
  /** Whether there is no other opening. */
  readonly isLast: boolean
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
 * @param name The name by which DuckDB opens it. Default: `path`.
 * @throws KerrosError `E_LOCKED` when another part of this process has the file open. Two that only read may.
 */
export function openHere(path: string, readOnly: boolean, name = path): FileOpening {
  const identity = fileIdentity(path)
  if (!OPEN.has(path) && (isOpening(identity, readOnly) || isOpenElsewhere(identity, readOnly)))
    throw new KerrosError('E_LOCKED', `the DuckDB file "${path}" is open in another part of this process`, {
      hint: 'DuckDB does not share a file between worker threads, between two names of it, or with an instance that was opened without kerros. Close that one first, or do all of it in one thread.',
    })
  const file = OPEN.get(path) ?? {
    times: 0,
    identity,
    isReadOnly: readOnly,
    epoch: new FileEpoch(path, name, readOnly),
  }
  OPEN.set(path, file)
  file.isReadOnly &&= readOnly
  file.times++
  return {
    epoch: file.epoch,
    get isLast() {
      return file.times === 1
    },
    opened: () => {
      file.identity ??= fileIdentity(path)
    },
    isInPlace: () => file.identity === fileIdentity(path),
    close: () => {
      file.times--
      if (file.times > 0) return
      file.epoch.closed()
      OPEN.delete(path)
    },
  }
}

/** Whether the file is open under another of its names, or about to be: the system does not list it then. */
function isOpening(identity: string | undefined, readOnly: boolean): boolean {
  if (identity === undefined) return false
  return [...OPEN.values()].some((file) => file.identity === identity && !(readOnly && file.isReadOnly))
}

function isOpenElsewhere(identity: string | undefined, readOnly: boolean): boolean {
  if (identity === undefined) return false
  return openDescriptors(identity).some((descriptor) => !(readOnly && isOpenForReading(descriptor)))
}
