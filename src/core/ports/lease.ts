/** Who builds a target. */
export interface LeaseHolder {
  /** Unique to the run. */
  readonly runId: string
  /** For people: user, machine and process. */
  readonly name: string
}

/**
 * The right to write to a target, which one run has at a time. It ends by itself when its holder is gone, and is then
 * taken over by the next run.
 */
export interface Lease {
  /** Grows with every holder. */
  readonly token: number
  /**
   * Resolves while the lease is held, renewed if need be. To be asked before anything is written.
   *
   * @throws KerrosError `E_LOCKED` when another run has taken over.
   */
  ensure(): Promise<void>
  /** Gives the lease back. Never rejected: an abandoned lease ends by itself. */
  release(): Promise<void>
}
