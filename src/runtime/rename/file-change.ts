/** A file before and after. */
export interface FileChange {
  /** Relative to the project's root, with forward slashes. */
  readonly file: string
  /** The whole text before. */
  readonly before: string
  /** The whole text after. */
  readonly after: string
  /** How many places of it change. */
  readonly places: number
}
