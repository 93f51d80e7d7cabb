import { type ChartRows, mostRows } from '../../charts/index.js'
import type { Chart } from '../../core/definitions/chart.js'
import { isKerrosError, type KerrosError } from '../../core/errors/index.js'
import type { ChartNode } from '../../core/project/nodes/node.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import {
  type AskedRows,
  type ShownDeferral,
  type ShownRows,
  showEach,
  showNodes,
} from '../../runtime/show/show-node.js'

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

/** How charts are read. */
interface ReadChartsOptions {
  /** How many rows at most. Default: each chart's own limit. */
  readonly limit?: number | undefined
  /** Cancels what is read. */
  readonly signal?: AbortSignal | undefined
  /** Where rows are read that are not in the target. */
  readonly defer?: ShownDeferral | undefined
}

/**
 * Reads what charts draw, over one connection.
 *
 * @throws KerrosError `E_QUERY` when a relation is not built yet.
 */
export async function readCharts(
  opened: OpenProject,
  nodes: readonly ChartNode[],
  options: ReadChartsOptions = {},
): Promise<readonly ReadChart[]> {
  const { limit, signal, defer } = options
  const results = await showNodes(
    opened,
    nodes.map((node) => askedOf(node, limit)),
    { signal, defer },
  )
  return nodes.map((node, at) => readChart(node, results[at]!, limit))
}

/**
 * Reads what charts draw, over one connection; why that of a chart cannot be read is its result.
 *
 * @throws KerrosError `E_QUERY` if there is no database yet; `E_CONNECTION` if it cannot be opened.
 */
export async function* readEachChart(
  opened: OpenProject,
  nodes: readonly ChartNode[],
): AsyncGenerator<ReadChart | KerrosError, void, undefined> {
  let at = 0
  for await (const result of showEach(
    opened,
    nodes.map((node) => askedOf(node)),
  )) {
    const node = nodes[at++]!
    yield isKerrosError(result) ? result : readChart(node, result)
  }
}

/** One more row is read than drawn, to know whether there are more. */
function askedOf({ name, definition }: ChartNode, limit?: number): AskedRows {
  return { name, limit: (limit ?? mostRows(definition)) + 1 }
}

function readChart(node: ChartNode, { rows, scales }: ShownRows, limit?: number): ReadChart {
  const most = limit ?? mostRows(node.definition)
  const isAsked = limit === undefined && node.definition.limit !== undefined
  const drawn = { rows: rows.slice(0, most), scales, isCut: !isAsked && rows.length > most }
  return { node, chart: node.definition, drawn }
}
