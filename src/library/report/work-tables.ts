import { isTest } from '../../core/project/nodes/node.js'
import type { LoadResult } from '../../ingest/plan/load-result.js'
import type { ReportTable } from '../../report/index.js'
import { groupBy } from '../../util/group-by.js'
import { formatSeconds } from './format-seconds.js'
import type { ReportNode } from './report-run.js'

const SLOWEST = 12

const text = (title: string) => ({ title, isNumber: false })
const number = (title: string) => ({ title, isNumber: true })

/**
 * What was loaded, what was built, how fast, and what was tested.
 *
 * @param kindOf What a test checks: dbt's name of a column test, or the name of a test with a query of its own.
 */
export function workTables(
  load: LoadResult | undefined,
  nodes: readonly ReportNode[],
  kindOf: (test: ReportNode) => string,
): readonly ReportTable[] {
  const built = nodes.filter((node) => !isTest(node))
  const tests = nodes.filter(isTest)
  const bad = nodes.filter(({ status }) => status !== 'success' && status !== 'pass')
  return [
    ...(bad.length > 0 ? [badTable(bad)] : []),
    ...(load ? [loadedTable(load)] : []),
    ...(built.length > 0 ? [builtTable(built), slowestTable(built)] : []),
    ...(tests.length > 0 ? [testsTable(tests, kindOf)] : []),
  ]
}

/** What failed, warned or was skipped comes before what went well. */
function badTable(nodes: readonly ReportNode[]): ReportTable {
  return {
    title: 'Failed, warned and skipped',
    description: undefined,
    columns: [text('Name'), text('Status'), text('Message')],
    rows: nodes.map(({ name, status, message }) => [name, status, message]),
  }
}

function loadedTable({ tables }: LoadResult): ReportTable {
  return {
    title: 'Loaded',
    description: undefined,
    columns: [text('Source'), number('Files'), number('Rows'), number('Time')],
    rows: tables.map(({ table, files }) => [
      table,
      String(files.length),
      files.reduce((sum, { rows }) => sum + rows, 0).toLocaleString('en'),
      files.every(({ status }) => status === 'unchanged')
        ? 'unchanged'
        : formatSeconds(files.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    ]),
  }
}

function builtTable(nodes: readonly ReportNode[]): ReportTable {
  const byFolder = groupBy(nodes, ({ file }) => file.split('/').slice(0, -1).at(1) ?? 'project')
  return {
    title: 'Built',
    description: 'By folder; the time is the sum over all nodes.',
    columns: [text('Folder'), text('What'), number('Nodes'), number('Time')],
    rows: [...byFolder].map(([folder, inFolder]) => [
      folder,
      [...new Set(inFolder.map(({ materialized, resourceType }) => materialized ?? resourceType))].join(', '),
      String(inFolder.length),
      formatSeconds(inFolder.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    ]),
  }
}

function slowestTable(nodes: readonly ReportNode[]): ReportTable {
  const slowest = [...nodes].sort((a, b) => b.durationMs - a.durationMs).slice(0, SLOWEST)
  return {
    title: 'Slowest',
    description: undefined,
    columns: [text('Name'), text('Kind'), number('Rows written'), number('Time')],
    rows: slowest.map(({ name, materialized, resourceType, rowsAffected, durationMs }) => [
      name,
      materialized ?? resourceType,
      rowsAffected?.toLocaleString('en') ?? '',
      formatSeconds(durationMs),
    ]),
  }
}

function testsTable(tests: readonly ReportNode[], kindOf: (test: ReportNode) => string): ReportTable {
  const byKind = groupBy(tests, kindOf)
  return {
    title: 'Tested',
    description: undefined,
    columns: [text('Test'), number('Passed'), number('Warned or failed')],
    rows: [...byKind].map(([kind, ofKind]) => {
      const passed = ofKind.filter(({ status }) => status === 'pass').length
      return [kind, String(passed), String(ofKind.length - passed)]
    }),
  }
}
