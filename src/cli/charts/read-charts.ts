import { type ChartRows, mostRows } from '../../charts/index.js'
import type { Chart } from '../../core/definitions/chart.js'
import type { ChartNode } from '../../core/project/node.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import { showNodes } from '../../runtime/show/show-node.js'

/** A chart with the rows that it draws. */
export interface ReadChart {
  readonly node: ChartNode
  readonly chart: Chart
  readonly drawn: ChartRows
}

/** The project's charts, by name. */
export function chartsOf({ project }: OpenProject): readonly ChartNode[] {
  return project.nodes.filter((node) => node.resourceType === 'chart').sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * Reads what charts draw, over one connection.
 *
 * @param limit How many rows at most; each chart's own limit where it is undefined.
 * @throws KerrosError `E_QUERY` when a relation is not built yet.
 */
export async function readCharts(
  opened: OpenProject,
  nodes: readonly ChartNode[],
  limit?: number,
): Promise<readonly ReadChart[]> {
  const most = nodes.map(({ definition }) => limit ?? mostRows(definition))
  // One more row is read than drawn, to know whether there are more.
  const asked = nodes.map(({ name }, at) => ({ name, limit: most[at]! + 1 }))
  const results = await showNodes(opened, asked)
  return nodes.map((node, at) => {
    const { rows, scales } = results[at]!
    const isAsked = limit === undefined && node.definition.limit !== undefined
    const drawn = { rows: rows.slice(0, most[at]), scales, isCut: !isAsked && rows.length > most[at]! }
    return { node, chart: node.definition, drawn }
  })
}
