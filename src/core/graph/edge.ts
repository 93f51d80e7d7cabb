/** One node waits for another: `to` starts only when `from` is done. */
export interface Edge {
  readonly from: string
  readonly to: string
}
