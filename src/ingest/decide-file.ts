import type { LedgerEntry } from '../core/ports/file-loader.js'

/** What tells, at a look, whether a file is still the same. */
export interface FileState {
  /** In bytes. */
  readonly size: number
  /** In microseconds since 1970. */
  readonly modifiedAt: number
}

/** What to do with a file: load it, leave it, or compare its content with what was loaded. */
export type FileDecision = 'load' | 'leave' | 'compare'

/** Decides what to do with a file, from what the ledger knows of it. */
export function decideFile(state: FileState, entry: LedgerEntry | undefined): FileDecision {
  if (!entry) return 'load'
  return state.size === entry.size && state.modifiedAt === entry.modifiedAt ? 'leave' : 'compare'
}
