/** A picture in Vega-Lite's language, as JSON: https://vega.github.io/schema/vega-lite/v6.json. */
export interface ChartSpec {
  readonly [property: string]: unknown
}
