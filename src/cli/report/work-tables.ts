import type { NodeResult, RunResult } from '../../core/result/run-result.js'
import type { LoadResult } from '../../ingest/plan/load-result.js'
import type { ReportTable } from '../../report/index.js'
import { groupBy } from '../../util/group-by.js'
import { formatSeconds } from './format-seconds.js'

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
  run: RunResult,
  kindOf: (test: NodeResult) => string,
): readonly ReportTable[] {
  const built = run.nodes.filter(({ resourceType }) => resourceType !== 'test')
  const tests = run.nodes.filter(({ resourceType }) => resourceType === 'test')
  return [...(load ? [loadedTable(load)] : []), builtTable(built), slowestTable(built), testsTable(tests, kindOf)]
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

function builtTable(nodes: readonly NodeResult[]): ReportTable {
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

function slowestTable(nodes: readonly NodeResult[]): ReportTable {
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

function testsTable(tests: readonly NodeResult[], kindOf: (test: NodeResult) => string): ReportTable {
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
