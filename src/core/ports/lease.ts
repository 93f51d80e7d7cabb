import type { SchemaPlace } from '../relations/relation.js'

/**
 * A process, as far as another one on the same machine needs it to check whether it still runs: plain facts, stored with
 * the lease. What they are is the runtime's business.
 */
export interface HolderProcess {
  readonly [fact: string]: string | number
}

/** Who builds a target. */
export interface LeaseHolder {
  /** Unique to the run, and in the tag of everything that it sends. */
  readonly runId: string
  /** For people: user, machine and process. */
  readonly name: string
  /** Missing where the machine does not report it; the lease then ends by time alone. */
  readonly process?: HolderProcess | undefined
}

/** What a run asks for before it writes. */
export interface LeaseRequest {
  readonly holder: LeaseHolder
  /** Every schema that it may write to. It gets all of them or none. */
  readonly schemas: readonly SchemaPlace[]
  /** Whether it is certain that the process of another holder does not run any more. */
  readonly isGone: (process: HolderProcess) => boolean
  /** Stops the taking between two statements; nothing is held then. */
  readonly signal?: AbortSignal | undefined
}

/**
 * The right to write to schemas, which one run has at a time. It ends by itself when its holder is gone, and is then
 * taken over by the next run.
 */
export interface Lease {
  /** Grows with every holder; the greatest, when there are several schemas. */
  readonly token: number
  /** Who held it and was found to be gone, for people: what they left running has been ended. */
  readonly takenOverFrom: readonly string[]
  /**
   * Resolves while the lease is held, renewed if need be. To be asked before anything is written.
   *
   * @throws KerrosError `E_LOCKED` when another run has taken over.
   */
  ensure(): Promise<void>
  /** Gives the lease back. Never rejected: an abandoned lease ends by itself. */
  release(): Promise<void>
}
