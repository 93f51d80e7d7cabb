import { counted } from '../../core/errors/wording.js'
import type { PlannedNode } from '../../core/plan/plan.js'
import { hasError, type NodeResult, type NodeStatus, type RunResult } from '../../core/result/run-result.js'
import type { DbtEvent, DbtLevel } from './dbt-log.js'
import { dbtNodeInfo } from './dbt-node.js'

/** The end of dbt's log of a run: how it went, each failure and each warning, and the counts that other programs read. */
export function dbtSummary(
  run: RunResult,
  results: readonly NodeResult[],
  nodes: ReadonlyMap<string, PlannedNode>,
): readonly (DbtEvent | 'gap')[] {
  const count = (...statuses: readonly NodeStatus[]): number =>
    results.filter(({ status }) => statuses.includes(status)).length
  const stats = {
    pass: count('success', 'pass'),
    warn: count('warn'),
    error: count('error', 'fail'),
    skip: count('skipped', 'cancelled'),
    noop: 0,
    reused: 0,
    total: results.length,
  }
  return [
    'gap',
    endOfRun(run, stats, count('partial success')),
    ...results.flatMap((result) => failure(result, nodes.get(result.uniqueId)!)),
    'gap',
    {
      name: 'StatsLine',
      code: 'Z023',
      msg: `Done. PASS=${stats.pass} WARN=${stats.warn} ERROR=${stats.error} SKIP=${stats.skip} NO-OP=0 REUSED=0 TOTAL=${stats.total}`,
      data: { stats },
    },
  ]
}

function endOfRun(
  { cancelled }: RunResult,
  { error, warn }: { readonly error: number; readonly warn: number },
  partial: number,
): DbtEvent {
  const found = `${counted(error, 'error')}, ${counted(partial, 'partial success', 'partial successes')}, and ${counted(warn, 'warning')}`
  const msg = cancelled
    ? 'Exited because of keyboard interrupt'
    : error === 0 && partial === 0 && warn === 0
      ? 'Completed successfully'
      : `Completed with ${found}:`
  const data = { keyboard_interrupt: cancelled, num_errors: error, num_partial_success: partial, num_warnings: warn }
  return { name: 'EndOfRunSummary', code: 'Z030', msg, data }
}

function failure(result: NodeResult, node: PlannedNode): readonly (DbtEvent | 'gap')[] {
  const { status, name, resourceType, file, at = file, failures = 0, threshold = '!= 0' } = result
  const node_info = dbtNodeInfo(node, 'None')
  const where = `in ${resourceType} ${name} (${result.error?.at ?? at})`
  if (hasError(status)) return ['gap', ...errorEvents(result, where, node_info)]
  if (status !== 'fail' && status !== 'warn') return []
  const level: DbtLevel = status === 'warn' ? 'warn' : 'error'
  // The rows are the test's own, and are nowhere else to be seen.
  const found = result.unitTest?.text ?? `Got ${counted(failures, 'result')}, configured to ${status} if ${threshold}`
  return [
    'gap',
    {
      name: status === 'warn' ? 'RunResultWarning' : 'RunResultFailure',
      code: status === 'warn' ? 'Z021' : 'Z022',
      level,
      // In the text format, the level is written before a warning only.
      msg: status === 'warn' ? where : `[ERROR]: ${where}`,
      data: { resource_type: resourceType, node_name: name, path: file, node_info },
    },
    {
      name: status === 'warn' ? 'RunResultWarningMessage' : 'RunResultError',
      code: status === 'warn' ? 'Z056' : 'Z024',
      level,
      msg: status === 'warn' ? found : `  ${found}`,
      data: { msg: found, node_info },
    },
  ]
}

function errorEvents({ error, name, resourceType, file }: NodeResult, where: string, node_info: object): DbtEvent[] {
  const lines = [
    `Runtime Error ${where}`,
    `  ${error?.code} ${error?.message}`,
    ...(error?.hint ? [`  ${error.hint}`] : []),
  ]
  const msg = lines.join('\n')
  return [
    {
      name: 'RunResultFailure',
      code: 'Z022',
      level: 'error',
      msg: `[ERROR]: ${where}`,
      data: { resource_type: resourceType, node_name: name, path: file, node_info },
    },
    {
      name: 'RunResultError',
      code: 'Z024',
      level: 'error',
      msg: msg.replaceAll(/^/gm, '  '),
      data: { msg, node_info },
    },
  ]
}
