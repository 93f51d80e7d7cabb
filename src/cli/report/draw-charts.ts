import { chartSpec, chartTitle, PAGE_COLORS, renderChart } from '../../charts/index.js'
import type { ReportChart } from '../../report/index.js'
import type { ReadChart } from '../charts/read-charts.js'

/** The widths of pictures for a desk and for a telephone, in pixels. */
const WIDE = 760
const NARROW = 360

/** Charts as a page shows them: it writes their titles itself, and has their colors. */
export async function drawCharts(charts: readonly ReadChart[]): Promise<readonly ReportChart[]> {
  const drawn: ReportChart[] = []
  for (const { node, chart, drawn: rows } of charts) {
    const draw = (width: number) =>
      renderChart(chartSpec(chart, rows, { colors: PAGE_COLORS, width, hasHeading: false }))
    drawn.push({
      name: node.name,
      title: chartTitle(chart),
      description: chart.description,
      wide: await draw(WIDE),
      narrow: await draw(NARROW),
    })
  }
  return drawn
}
