/** What is drawn: a chart's rows, in their order. */
export interface ChartRows {
  readonly rows: readonly { readonly [column: string]: unknown }[]
  /** How many digits after the point a decimal column has, by name; others are shown with what they have. */
  readonly scales?: ReadonlyMap<string, number>
  /** Whether there are more rows than these. */
  readonly isCut?: boolean
}
