import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { ChartSpec } from './chart-spec-type.js'

/** Draws a picture without a browser and without a canvas. This module holds Vega: it is bundled into a file of its own. */
export async function drawVega(spec: ChartSpec): Promise<string> {
  const view = new View(parse(compile(spec as unknown as TopLevelSpec).spec), { renderer: 'none' })
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}
