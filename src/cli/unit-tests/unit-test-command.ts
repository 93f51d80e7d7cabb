import pc from 'picocolors'
import { KerrosError } from '../../core/errors/index.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import type { PlanOptions } from '../options/options.js'
import { plainDiagnostic } from '../output/format-diagnostic.js'
import { formatDiagnostics } from '../output/format-diagnostics.js'
import { jsonLine } from '../output/json-line.js'
import { EXIT, type Terminal } from '../output/terminal.js'
import type { UnitTestResult } from './run-unit-tests.js'

/** `kerros test --unit`: the selected unit tests, on a DuckDB in memory. Connects to no target. @returns the exit code. */
export async function unitTestCommand(opened: OpenProject, options: PlanOptions, terminal: Terminal): Promise<number> {
  refuseOthers(options)
  const { selectUnitTests } = await import('./select-unit-tests.js')
  const { runUnitTests } = await import('./run-unit-tests.js')
  const tests = selectUnitTests(opened.project, options)
  const { stdout } = terminal
  const write = (text: string): void => void (options.quiet || stdout.write(`${text}\n`))
  const counts = { pass: 0, fail: 0, error: 0 }
  for await (const result of runUnitTests(tests, opened, options.vars)) {
    counts[result.status]++
    if (options.json) stdout.write(jsonLine(jsonOf(result)))
    else if (result.status === 'pass') write(lineOf(result))
    else stdout.write(`${[lineOf(result), ...detailsOf(result, options.debug ?? false)].join('\n')}\n`)
    if (options.failFast && result.status !== 'pass') break
  }
  const ok = counts.fail + counts.error === 0
  if (options.json) stdout.write(jsonLine({ event: 'unitTests', ok, ...counts, total: tests.length }))
  else if (tests.length === 0) write('No unit tests.')
  else write(`Done. PASS=${counts.pass} FAIL=${counts.fail} ERROR=${counts.error} TOTAL=${tests.length}`)
  return ok ? EXIT.success : EXIT.nodeFailed
}

/** Options that say something about a target or a plan, which unit tests have not. */
function refuseOthers({ dryRun, storeFailures, openlineage }: PlanOptions): void {
  const found = [
    ['--dry-run', dryRun],
    ['--store-failures', storeFailures],
    ['--openlineage', openlineage],
  ].find(([, value]) => value !== undefined && value !== false)
  if (!found) return
  throw new KerrosError('E_INVALID_OPTION', `--unit and ${String(found[0])} do not go together`, {
    hint: 'Unit tests run in memory, without the target. Leave one of the two out.',
  })
}

const WORDS = { pass: pc.green('PASS'), fail: pc.red('FAIL'), error: pc.red('ERROR') } as const

function lineOf({ node: { name, dependsOn }, status, durationMs }: UnitTestResult): string {
  const tested = dependsOn[0]?.split('.').at(-1)
  return `${WORDS[status]} ${name}${tested === undefined ? '' : ` ${pc.dim(`(${tested})`)}`} ${pc.dim(`${Math.round(durationMs)} ms`)}`
}

function detailsOf({ outcome, errors }: UnitTestResult, debug: boolean): readonly string[] {
  const text = outcome?.text ?? formatDiagnostics(errors, { debug, given: '' }).join('\n')
  return text.split('\n').map((line) => `  ${line}`)
}

function jsonOf({ node, status, durationMs, outcome, errors }: UnitTestResult): { readonly event: string } {
  const { uniqueId, name, dependsOn } = node
  return {
    event: 'unitTest',
    uniqueId,
    name,
    ...(dependsOn[0] !== undefined && { tests: dependsOn[0] }),
    status,
    durationMs,
    ...(outcome &&
      !outcome.ok && {
        columns: outcome.columns,
        different: outcome.different,
        missing: outcome.missing,
        unexpected: outcome.unexpected,
      }),
    ...(errors.length > 0 && { errors: errors.map(plainDiagnostic) }),
  } as { readonly event: string }
}
