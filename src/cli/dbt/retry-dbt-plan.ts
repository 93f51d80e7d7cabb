import path from 'node:path'
import { readLeft } from '../../runtime/artifacts/last-run.js'
import { EXIT, type Terminal } from '../output/terminal.js'
import type { DbtLog } from './dbt-log.js'
import type { DbtOptions } from './dbt-options.js'
import { NOTHING_TO_DO } from './dbt-reporter.js'
import { dbtPlaces } from './open-dbt-project.js'
import { runDbtOperation } from './run-dbt-operation.js'
import { runDbtPlan } from './run-dbt-plan.js'

/**
 * `retry` of dbt: what failed or was skipped in the last run, with its options where none are given now.
 *
 * @returns The exit code, as of the command that is run again.
 */
export async function retryDbtPlan(options: DbtOptions, log: DbtLog, terminal: Terminal): Promise<number> {
  const { cwd } = terminal
  const { state, ...others } = options
  const { artifactsFolder } = await dbtPlaces(options, cwd)
  const folder = state === undefined ? artifactsFolder : path.resolve(cwd, state)
  const displayPath = state ?? (path.relative(cwd, folder) || '.')
  const left = await readLeft(folder, displayPath, options.warnError)
  if ('operation' in left) {
    const { name, args, isDone, target, vars } = left.operation
    if (!isDone)
      return runDbtOperation(name, { target, vars, ...definedOnly(others), args } as DbtOptions, log, terminal)
    log.event(NOTHING_TO_DO)
    return EXIT.success
  }
  const { command, unfinished, startedAt, total, target, defer, ...last } = left.run
  if (unfinished.length === 0) {
    log.event(NOTHING_TO_DO)
    return EXIT.success
  }
  const deferred = defer && { defer: true, deferState: defer.state, favorState: defer.favorState ?? false }
  const given = { ...(target !== undefined && { target }), ...definedOnly(last), ...deferred, ...definedOnly(others) }
  return runDbtPlan(command, { ...given, nodes: unfinished } as DbtOptions, log, terminal)
}

function definedOnly(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
