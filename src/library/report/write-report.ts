import path from 'node:path'
import { categoryText, columnTitle, valueText } from '../../charts/index.js'
import type { KerrosError } from '../../core/errors/index.js'
import { isTest, type ProjectNode } from '../../core/project/nodes/node.js'
import type { LoadResult } from '../../ingest/plan/load-result.js'
import { type ReportTable, reportPage } from '../../report/index.js'
import { artifactsFolderOf, writeArtifactFiles } from '../../runtime/artifacts/write-artifacts.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import type { ShownRows } from '../../runtime/show/show-node.js'
import { formatSeconds } from './format-seconds.js'
import { reportCharts } from './report-charts.js'
import type { ReportRun } from './report-run.js'
import { workTables } from './work-tables.js'

/** What a report is about, besides the project's charts. */
export interface ReportInput {
  readonly title: string
  /** The charts that come first, by name; the others follow by name. */
  readonly firstCharts: readonly string[]
  readonly load: LoadResult | undefined
  /** `undefined` if nothing has run yet. */
  readonly run: ReportRun | undefined
  readonly tables: readonly { readonly title: string; readonly description?: string; readonly rows: ShownRows }[]
  /** Its path. Default: `target/report/index.html` of the project. */
  readonly file?: string | undefined
}

/** A report that was written. */
export interface WrittenReport {
  /** The absolute path of the page. */
  readonly file: string
  /** Why charts have no picture. */
  readonly errors: readonly KerrosError[]
}

/**
 * Writes a page with every chart of the project, some tables, and what a run did.
 *
 * @throws KerrosError `E_ARTIFACTS` when it cannot be written; `E_QUERY` when there is no database yet.
 */
export async function writeReport(opened: OpenProject, input: ReportInput): Promise<WrittenReport> {
  const { title, run, tables, load } = input
  const kinds = new Map(opened.project.nodes.map((node) => [node.uniqueId, testNameOf(node)]))
  for (const { uniqueId } of opened.project.unitTests ?? []) kinds.set(uniqueId, 'unit test')
  const { charts, errors } = await reportCharts(opened, input.firstCharts)
  const page = reportPage({
    title,
    subtitle: subtitle(run, opened.targetName),
    figures: figures(load, run),
    charts,
    tables: tables.map(({ title: of, description, rows }) => rowsTable(of, description, rows)),
    work: workTables(load, run?.nodes ?? [], ({ uniqueId, name }) => kinds.get(uniqueId) ?? name),
  })
  const { file: given = path.join(artifactsFolderOf(opened.root), 'report', 'index.html') } = input
  const [file] = await writeArtifactFiles(path.dirname(given), [[path.basename(given), page]])
  return { file: file!, errors }
}

function subtitle(run: ReportRun | undefined, target: string): string {
  if (!run) return `Target ${target}; its last run is not known`
  const command = run.command === undefined ? '' : `kerros ${run.command}, `
  return `${command}${run.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, target ${target}`
}

function testNameOf(node: ProjectNode): string | undefined {
  return node.resourceType === 'test' ? node.testName : undefined
}

function figures(load: LoadResult | undefined, run: ReportRun | undefined) {
  const loaded = load?.tables.flatMap(({ files }) => files).reduce((sum, { rows }) => sum + rows, 0)
  return [
    ...(loaded === undefined ? [] : [{ value: loaded.toLocaleString('en'), label: 'source rows' }]),
    ...(load === undefined ? [] : [{ value: formatSeconds(load.durationMs), label: 'to load' }]),
    ...(run === undefined ? [] : runFigures(run)),
  ]
}

function runFigures({ nodes, durationMs }: ReportRun) {
  const tests = nodes.filter(isTest)
  const built = nodes.filter((node) => !isTest(node))
  const shareOf = (all: ReportRun['nodes'], status: string): string => {
    const good = all.filter((node) => node.status === status).length
    return good === all.length ? String(good) : `${good} of ${all.length}`
  }
  return [
    ...(built.length === 0 ? [] : [{ value: shareOf(built, 'success'), label: 'models, seeds and snapshots' }]),
    { value: formatSeconds(durationMs), label: 'to build and test' },
    ...(tests.length === 0 ? [] : [{ value: shareOf(tests, 'pass'), label: 'tests passed' }]),
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
