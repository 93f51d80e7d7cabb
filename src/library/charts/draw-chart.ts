import { chartSpec, chartTitle, PAGE_COLORS, renderChart } from '../../charts/index.js'
import type { ChartNode } from '../../core/project/nodes/node.js'
import type { ReadChart } from './read-charts.js'

/** The widths of pictures for a desk and for a telephone, in pixels. */
const WIDE = 760
const NARROW = 360

/** What a chart is called. */
export interface ChartWords {
  readonly name: string
  readonly title: string
  readonly description: string | undefined
}

/** A chart, drawn for wide and for narrow screens. */
export interface ChartPictures extends ChartWords {
  /** SVG. */
  readonly wide: string
  readonly narrow: string
}

/** A chart as a page shows it: the page writes its title itself, and has its colors. */
export async function drawChart({ node, chart, drawn }: ReadChart): Promise<ChartPictures> {
  const draw = (width: number) =>
    renderChart(chartSpec(chart, drawn, { colors: PAGE_COLORS, width, hasHeading: false }))
  return { ...describeChart(node), wide: await draw(WIDE), narrow: await draw(NARROW) }
}

/** What is known of a chart without its rows. */
export function describeChart({ name, definition }: ChartNode): ChartWords {
  return { name, title: chartTitle(definition), description: definition.description }
}
