/** A file before and after. */
export interface FileChange {
  /** Relative to the project's root, with forward slashes. */
  readonly file: string
  readonly before: string
  readonly after: string
  /** How many places of it change. */
  readonly places: number
}
