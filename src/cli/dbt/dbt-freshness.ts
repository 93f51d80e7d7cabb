import path from 'node:path'
import { isKerrosError } from '../../core/errors/index.js'
import type { FreshnessResult, FreshnessRun, FreshnessStatus } from '../../core/result/freshness-result.js'
import { writeSources } from '../../runtime/artifacts/write-sources.js'
import { sourceFreshness } from '../../runtime/sources/source-freshness.js'
import { interruptible } from '../errors/interrupt.js'
import { EXIT, type Terminal } from '../output/terminal.js'
import { dbtLine } from './dbt-line.js'
import type { DbtEvent, DbtLog } from './dbt-log.js'
import type { DbtOptions } from './dbt-options.js'
import { NOTHING_TO_DO } from './dbt-reporter.js'
import { matchingSelection } from './matching-selection.js'
import { openDbtProject } from './open-dbt-project.js'

/**
 * `source freshness` of dbt.
 *
 * @returns The exit code: 0, or 1 if a source is too old or could not be measured.
 */
export async function dbtFreshness(options: DbtOptions, log: DbtLog, terminal: Terminal): Promise<number> {
  const { opened, artifactsFolder } = await openDbtProject(options, log, terminal)
  const { isEmpty, warnings, ...selection } = matchingSelection(opened.project, options)
  warnings.forEach(log.event)
  const run = isEmpty
    ? undefined
    : await interruptible(terminal, (signal) => sourceFreshness(opened, { ...selection, signal })).catch(noneSelected)
  if (run === undefined || run.results.length === 0) log.event(NOTHING_TO_DO)
  for (const [i, result] of (run?.results ?? []).entries())
    log.event(resultEvent(result, { index: i + 1, total: run!.results.length }))
  if (run && options.writeJson !== false)
    await writeSources(opened, run, sourcesJson(options, artifactsFolder, terminal))
  const failed = run?.results.filter(({ status }) => status === 'error' || status === 'runtime error') ?? []
  for (const { error } of failed) if (error) log.event(errorEvent(error.message, error.hint))
  log.event({ name: 'FreshnessCheckComplete', code: 'Q006', msg: 'Done.' })
  return failed.length > 0 ? EXIT.nodeFailed : EXIT.success
}

function sourcesJson({ output }: DbtOptions, folder: string, { cwd }: Terminal): string {
  return output === undefined ? path.join(folder, 'sources.json') : path.resolve(cwd, output)
}

/** To dbt, a selection without such a source is no error. */
function noneSelected(error: unknown): FreshnessRun | undefined {
  if (isKerrosError(error) && error.code === 'E_NO_MATCH') return undefined
  throw error
}

const WORDS: { readonly [S in FreshnessStatus]: string } = {
  pass: 'PASS',
  warn: 'WARN',
  error: 'ERROR STALE',
  'runtime error': 'ERROR',
}

function resultEvent(
  { status, name, uniqueId, durationMs }: FreshnessResult,
  position: { readonly index: number; readonly total: number },
): DbtEvent {
  const word = WORDS[status]
  const seconds = durationMs / 1000
  const [source_name, ...table] = name.split('.')
  return {
    name: 'LogFreshnessResult',
    code: 'Q018',
    // dbt writes no "[WARNING]" before this line.
    level: status === 'pass' || status === 'warn' ? 'info' : 'error',
    msg: dbtLine(position, `${word} freshness of ${name}`, `${word} in ${seconds.toFixed(2)}s`),
    data: {
      ...position,
      status,
      execution_time: seconds,
      source_name,
      table_name: table.join('.'),
      node_info: { unique_id: uniqueId, resource_type: 'source' },
    },
  }
}

function errorEvent(message: string, hint: string | undefined): DbtEvent {
  const msg = `  ${message}${hint === undefined ? '' : `\n    ${hint.replaceAll('\n', '\n    ')}`}`
  return { name: 'RunResultError', code: 'Z024', level: 'error', msg, data: { msg: message } }
}
