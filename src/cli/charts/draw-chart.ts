import { chartSpec, chartTitle, PAGE_COLORS, renderChart } from '../../charts/index.js'
import type { ReadChart } from './read-charts.js'

/** The widths of pictures for a desk and for a telephone, in pixels. */
const WIDE = 760
const NARROW = 360

/** A chart, drawn for wide and for narrow screens. */
export interface ChartPictures {
  readonly name: string
  readonly title: string
  readonly description: string | undefined
  /** SVG. */
  readonly wide: string
  readonly narrow: string
}

/** A chart as a page shows it: the page writes its title itself, and has its colors. */
export async function drawChart({ node, chart, drawn }: ReadChart): Promise<ChartPictures> {
  const draw = (width: number) =>
    renderChart(chartSpec(chart, drawn, { colors: PAGE_COLORS, width, hasHeading: false }))
  return {
    name: node.name,
    title: chartTitle(chart),
    description: chart.description,
    wide: await draw(WIDE),
    narrow: await draw(NARROW),
  }
}
