import type { LedgerEntry } from '../../core/ports/file-loader.js'

/** What shows, without reading a file, whether it has changed. */
export interface FileState {
  /** In bytes. */
  readonly size: number
  /** In microseconds since 1970. */
  readonly modifiedAt: number
}

/** What to do with a file: load it, skip it, or compare its content with what was loaded. */
export type FileDecision = 'load' | 'leave' | 'compare'

/** Decides what to do with a file, from what the ledger knows about it. */
export function decideFile(state: FileState, entry: LedgerEntry | undefined): FileDecision {
  if (!entry) return 'load'
  return state.size === entry.size && state.modifiedAt === entry.modifiedAt ? 'leave' : 'compare'
}
