import type { RunResult } from '../../../core/result/run-result.js'
import type { OpenProject } from '../../../runtime/open/open-project.js'
import { reportWarning } from '../../errors/report-warning.js'
import type { PlanOptions } from '../../options/options.js'
import { formatTable } from '../../output/format-table.js'
import { jsonLine } from '../../output/json-line.js'
import type { Terminal } from '../../output/terminal.js'

/** How many rows of each test are printed. */
const MOST_ROWS = 10

/**
 * Prints the first failing rows of each test that fails or warns, as they are now. Values of rows are printed for `--show-values`
 * only.
 */
export async function showFailingRows(
  result: RunResult,
  opened: OpenProject,
  options: PlanOptions,
  terminal: Terminal,
): Promise<void> {
  const failing = result.nodes.filter(
    ({ resourceType, status }) => resourceType === 'test' && (status === 'fail' || status === 'warn'),
  )
  if (failing.length === 0) return
  const { showEach } = await import('../../../runtime/show/show-node.js')
  const { isKerrosError } = await import('../../../core/errors/index.js')
  const asked = failing.map(({ name }) => ({ name, limit: MOST_ROWS }))
  let i = 0
  const { shownDeferral } = await import('../../options/defer-options.js')
  const built = result.nodes.map(({ uniqueId }) => uniqueId)
  const defer = await shownDeferral(opened, options, terminal.cwd, built)
  for await (const read of showEach(opened, asked, { defer })) {
    const { name, failures = 0, uniqueId } = failing[i++]!
    if (isKerrosError(read)) {
      reportWarning(read, options, terminal)
      continue
    }
    const { columns, rows, scales } = read
    if (options.json) terminal.stdout.write(jsonLine({ event: 'failing_rows', uniqueId, name, rows }))
    else {
      const of = failures > rows.length ? `first ${rows.length} of ${failures} failing rows` : 'failing rows'
      terminal.stdout.write(`\n${of} of ${name}:\n${formatTable(columns, rows, terminal.stdout.columns, scales)}\n`)
    }
  }
}
