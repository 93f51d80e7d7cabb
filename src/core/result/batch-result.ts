/** What became of one batch of a microbatch model. */
export interface BatchResult {
  /** As people write it: `2026-01-05`, or `2026-01-05T06` for an hour. */
  readonly name: string
  /** The start of the batch, which is part of it. */
  readonly start: Date
  /** The end of the batch, which is not part of it. */
  readonly end: Date
  /** How it ended; a batch is skipped if the one that makes the table failed. */
  readonly status: 'success' | 'error' | 'skipped'
  /** Why it failed, in one sentence. */
  readonly message: string | undefined
  /** How many rows it has, where the engine says so. */
  readonly rowsAffected: number | undefined
  /** How long it took, in milliseconds. */
  readonly durationMs: number
}
