/** How a test judges a value by those of the last runs. */
export interface HistoryRule {
  /** What is measured, as it is recorded: `avg(amount)`. */
  readonly metric: string
  /** By how many of the last runs. */
  readonly runs: number
  /** With fewer runs it passes. */
  readonly minRuns: number
  /** How many standard deviations around their mean a value may be. */
  readonly stddevs: number
  /** The least distance of the bounds from the mean, as a share of it. */
  readonly tolerance: number
  /** Which side counts: only greater values (`spike`), only lower ones (`drop`), or both. */
  readonly direction: 'both' | 'spike' | 'drop'
  /** Runs before this time are not looked at. */
  readonly since: Date | undefined
}
