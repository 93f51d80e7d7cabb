import type { ChartSpec } from './chart-spec-type.js'

/** Draws a chart's specification as SVG. The library for it is loaded by the first call. */
export async function renderChart(spec: ChartSpec): Promise<string> {
  const { drawVega } = await import('./draw-vega.js')
  return drawVega(spec)
}
