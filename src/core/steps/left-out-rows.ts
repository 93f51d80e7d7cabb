/** By what a later run of an incremental query leaves out rows that a full one returns. */
export interface LeftOutRows {
  /** Whether the query reads the stored rows, which may leave out any. */
  readonly bySelf: boolean
  /**
   * For each `since` outside of keys and each `touched`, the model's columns whose values decide, if it returns them unchanged:
   * rows with the same values in them are all returned, or all left out.
   */
  readonly byValues: readonly (readonly (string | undefined)[])[]
}
