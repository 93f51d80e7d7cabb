import { categoryText, chartTitle, mostRows, valueText } from '../../charts/index.js'
import { isKerrosError, type KerrosError } from '../../core/errors/index.js'
import type { ChartNode } from '../../core/project/nodes/node.js'
import type { DescribedChart, SiteDrawing } from '../../docs/index.js'
import { drawChart } from '../../library/charts/draw-chart.js'
import { chartsOf, type ReadChart, readEachChart } from '../../library/charts/read-charts.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import { rowsSql } from '../../runtime/show/rows-sql.js'

/** The charts of a site. */
export interface SiteCharts {
  /** By name. */
  readonly charts: ReadonlyMap<string, DescribedChart>
  /** By the paths of their scripts, from the folder of the page. */
  readonly drawings: ReadonlyMap<string, SiteDrawing>
  /** Why charts are not drawn: one for all if the target cannot be read. */
  readonly errors: readonly KerrosError[]
}

/** A project, and the code of its definitions by the name of the definition. */
export interface ChartsInput {
  readonly opened: OpenProject
  readonly codeOf: (name: string) => string
}

/** Describes the charts of a project without reading a row. */
export function undrawnCharts(input: ChartsInput, note: string): SiteCharts {
  const charts = chartsOf(input.opened).map((node) => [node.name, siteChart(input, node, { note })] as const)
  return { charts: new Map(charts), drawings: new Map(), errors: [] }
}

/** Draws the charts of a project. What cannot be read is a note on the chart's page, and an error to report. */
export async function drawnCharts(input: ChartsInput): Promise<SiteCharts> {
  const nodes = chartsOf(input.opened)
  const charts = new Map<string, DescribedChart>()
  const drawings = new Map<string, SiteDrawing>()
  const errors: KerrosError[] = []
  try {
    for await (const read of readEachChart(input.opened, nodes)) {
      const node = nodes[charts.size]!
      if (isKerrosError(read)) {
        charts.set(node.name, siteChart(input, node, { note: noteOf(read) }))
        errors.push(read)
        continue
      }
      const file = `charts/${charts.size + 1}.js`
      drawings.set(file, await siteDrawing(read))
      charts.set(node.name, siteChart(input, node, { file }))
    }
  } catch (error) {
    if (!isKerrosError(error)) throw error
    return { ...undrawnCharts(input, noteOf(error)), errors: [error] }
  }
  return { charts, drawings, errors }
}

function noteOf({ message, hint }: KerrosError): string {
  return hint === undefined ? `${message}.` : `${message}. ${hint}`
}

function siteChart(
  { opened, codeOf }: ChartsInput,
  { name, definition }: ChartNode,
  { file, note }: { readonly file?: string; readonly note?: string },
): DescribedChart {
  const sql = rowsSql(opened, { name, limit: mostRows(definition) })
  return { title: chartTitle(definition), code: codeOf(name), sql, file, note }
}

/** Of a row, the two columns that are drawn: the others are not part of the site. */
async function siteDrawing(read: ReadChart): Promise<SiteDrawing> {
  const { wide, narrow } = await drawChart(read)
  const { category, value } = read.chart
  const { rows, scales, isCut = false } = read.drawn
  return {
    wide,
    narrow,
    columns: [
      { name: category, isNumber: rows.every((row) => row[category] === null || typeof row[category] === 'number') },
      { name: value, isNumber: true },
    ],
    rows: rows.map((row) => [categoryText(row[category]), valueText(row[value], scales?.get(value))]),
    isCut,
  }
}
