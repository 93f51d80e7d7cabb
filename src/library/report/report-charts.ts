import { categoryText, mostRows, valueText } from '../../charts/index.js'
import { isKerrosError, type KerrosError } from '../../core/errors/index.js'
import type { ChartNode } from '../../core/project/nodes/node.js'
import type { ReportChart } from '../../report/index.js'
import { describeProject } from '../../runtime/artifacts/describe-project.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import { rowsSql } from '../../runtime/show/rows-sql.js'
import { describeChart, drawChart } from '../charts/draw-chart.js'
import { chartsOf, type ReadChart, readEachChart } from '../charts/read-charts.js'

/** More rows than these are in no table: the picture has them all. */
const MOST_ROWS = 100

/** The charts of a report, and why some have no picture. */
export interface ReportCharts {
  readonly charts: readonly ReportChart[]
  readonly errors: readonly KerrosError[]
}

/**
 * Draws every chart of a project.
 *
 * @param first The charts that come first, by name; the others follow by name.
 * @throws KerrosError `E_QUERY` if there is no database yet; `E_CONNECTION` if it cannot be opened.
 */
export async function reportCharts(opened: OpenProject, first: readonly string[]): Promise<ReportCharts> {
  const placeOf = ({ name }: ChartNode): number => {
    const at = first.indexOf(name)
    return at < 0 ? first.length : at
  }
  const nodes = [...chartsOf(opened)].sort((a, b) => placeOf(a) - placeOf(b))
  if (nodes.length === 0) return { charts: [], errors: [] }
  const { nodes: described } = await describeProject(opened)
  const codes = new Map(described.map(({ node, compiledCode }) => [node.uniqueId, { name: node.name, compiledCode }]))
  const charts: ReportChart[] = []
  const errors: KerrosError[] = []
  for await (const read of readEachChart(opened, nodes)) {
    const node = nodes[charts.length]!
    const model = codes.get(node.dependsOn[0] ?? '')
    const sql = [
      { title: 'SQL', sql: rowsSql(opened, { name: node.name, limit: mostRows(node.definition) }) },
      // An analysis is part of the statement above.
      ...(model?.compiledCode && opened.relations.has(node.dependsOn[0]!)
        ? [{ title: `SQL of ${model.name}`, sql: model.compiledCode }]
        : []),
    ]
    if (isKerrosError(read)) {
      errors.push(read)
      charts.push({ ...describeChart(node), picture: undefined, note: `${read.message}.`, data: undefined, sql })
      continue
    }
    const { wide, narrow, ...about } = await drawChart(read)
    charts.push({ ...about, picture: { wide, narrow }, note: undefined, data: dataOf(read), sql })
  }
  return { charts, errors }
}

/** Of a row, the two columns that are drawn. */
function dataOf({ chart: { category, value }, drawn }: ReadChart): ReportChart['data'] {
  const { rows, scales, isCut = false } = drawn
  const listed = rows.slice(0, MOST_ROWS)
  const isNumber = rows.every((row) => row[category] === null || typeof row[category] === 'number')
  return {
    columns: [
      { title: category, isNumber },
      { title: value, isNumber: true },
    ],
    rows: listed.map((row) => [categoryText(row[category]), valueText(row[value], scales?.get(value))]),
    note: rows.length > MOST_ROWS || isCut ? `The first ${listed.length} rows.` : undefined,
  }
}
