import path from 'node:path'
import { categoryText, columnTitle, valueText } from '../../charts/index.js'
import type { ProjectNode } from '../../core/project/node.js'
import type { RunResult } from '../../core/result/run-result.js'
import type { LoadResult } from '../../ingest/plan/load-result.js'
import { type ReportTable, reportPage } from '../../report/index.js'
import { artifactsFolderOf, writeArtifactFiles } from '../../runtime/artifacts/write-artifacts.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import type { ShownRows } from '../../runtime/show/show-node.js'
import { type ChartPictures, drawChart } from '../charts/draw-chart.js'
import { chartsOf, readCharts } from '../charts/read-charts.js'
import { formatSeconds } from './format-seconds.js'
import { workTables } from './work-tables.js'

/** What a report is about, besides the project's charts. */
export interface ReportInput {
  readonly title: string
  /** The charts that come first, by name; the others follow by name. */
  readonly firstCharts: readonly string[]
  readonly load: LoadResult | undefined
  readonly run: RunResult
  readonly tables: readonly { readonly title: string; readonly description?: string; readonly rows: ShownRows }[]
}

/**
 * Writes `target/report/index.html`: every chart of the project, some tables, and what a run did.
 *
 * @returns The page's path.
 * @throws KerrosError `E_ARTIFACTS` when it cannot be written; `E_QUERY` when what a chart draws is not built.
 */
export async function writeReport(opened: OpenProject, input: ReportInput): Promise<string> {
  const placeOf = (name: string): number => {
    const at = input.firstCharts.indexOf(name)
    return at < 0 ? input.firstCharts.length : at
  }
  const nodes = [...chartsOf(opened)].sort((a, b) => placeOf(a.name) - placeOf(b.name))
  const kinds = new Map(opened.project.nodes.map((node) => [node.uniqueId, testNameOf(node)]))
  const charts: ChartPictures[] = []
  for (const read of await readCharts(opened, nodes)) charts.push(await drawChart(read))
  const page = reportPage({
    title: input.title,
    subtitle: `${input.run.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, target ${opened.targetName}`,
    figures: figures(input),
    charts,
    tables: input.tables.map(({ title, description, rows }) => rowsTable(title, description, rows)),
    work: workTables(input.load, input.run, ({ uniqueId, name }) => kinds.get(uniqueId) ?? name),
  })
  const [file] = await writeArtifactFiles(artifactsFolderOf(opened.root), [[path.join('report', 'index.html'), page]])
  return file!
}

function testNameOf(node: ProjectNode): string | undefined {
  return node.resourceType === 'test' ? node.testName : undefined
}

function figures({ load, run }: ReportInput) {
  const tests = run.nodes.filter(({ resourceType }) => resourceType === 'test')
  const passed = tests.filter(({ status }) => status === 'pass').length
  const loaded = load?.tables.flatMap(({ files }) => files).reduce((sum, { rows }) => sum + rows, 0)
  return [
    ...(loaded === undefined ? [] : [{ value: loaded.toLocaleString('en'), label: 'source rows' }]),
    ...(load === undefined ? [] : [{ value: formatSeconds(load.durationMs), label: 'to load' }]),
    { value: String(run.nodes.length - tests.length), label: 'models, seeds and snapshots' },
    { value: formatSeconds(run.durationMs), label: 'to build and test' },
    { value: passed === tests.length ? String(passed) : `${passed} of ${tests.length}`, label: 'tests passed' },
  ]
}

function rowsTable(title: string, description: string | undefined, { columns, rows, scales }: ShownRows): ReportTable {
  const isNumber = (column: string) =>
    rows.every((row) => row[column] === null || typeof row[column] === 'number' || typeof row[column] === 'bigint')
  const described = columns.map((column) => ({ name: column, title: columnTitle(column), isNumber: isNumber(column) }))
  return {
    title,
    description,
    columns: described,
    rows: rows.map((row) =>
      described.map(({ name, isNumber: is }) =>
        is ? valueText(row[name], scales.get(name)) : categoryText(row[name]),
      ),
    ),
  }
}
