/** A bar in words: what it is called, how long it is, and how that is written. */
export interface TextBar {
  readonly name: string
  readonly value: number | null
  readonly text: string
}
