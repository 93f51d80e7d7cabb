import { counted } from '../../core/errors/wording.js'
import { hasNothingToDo, type Plan, type PlannedNode } from '../../core/plan/plan.js'
import { isTest } from '../../core/project/nodes/node.js'
import type { Position, Reporter } from '../../core/result/reporter.js'
import type { NodeResult, RunResult } from '../../core/result/run-result.js'
import { countWords, dbtCounts, dbtLine } from './dbt-line.js'
import { type DbtEvent, type DbtLog, dbtNote } from './dbt-log.js'
import { dbtDescription, dbtKind, dbtNodeInfo, unitTestName } from './dbt-node.js'
import { dbtSummary } from './dbt-summary.js'

/** dbt's words for what was done to nodes of these types, and the name and code of the event. */
const DONE: { readonly [type: string]: readonly [done: string, doing: string, name: string, code: string] } = {
  model: ['created', 'creating', 'LogModelResult', 'Q012'],
  seed: ['loaded', 'loading', 'LogSeedResult', 'Q016'],
  snapshot: ['snapshotted', 'snapshotting', 'LogSnapshotResult', 'Q015'],
}

/** Reports a run as dbt does: in its words, or as its events. @param threads How many nodes run at the same time. */
export function dbtReporter(log: DbtLog, threads: number): Reporter {
  let nodes: ReadonlyMap<string, PlannedNode> = new Map()
  const started = new Set<string>()
  return {
    onTakeover: (holder) =>
      log.event(dbtNote(`took over from ${holder}, which is gone; what it left running was cancelled`)),
    onRunStart: (plan) => {
      const active = plan.nodes.filter((node) => !hasNothingToDo(node))
      nodes = new Map(active.map((node) => [node.uniqueId, node]))
      if (active.length === 0) log.event(NOTHING_TO_DO)
      else logConcurrency(log, plan, { threads, count: active.length })
    },
    onNodeStart: (node, position) => {
      started.add(node.uniqueId)
      const description = dbtDescription(node)
      log.event({
        name: 'LogStartLine',
        code: 'Q011',
        msg: dbtLine(position, `START ${description}`, 'RUN'),
        data: { description, ...position, node_info: dbtNodeInfo(node, 'started') },
      })
    },
    onNodeEnd: (result, position) => {
      const node = nodes.get(result.uniqueId)
      // A stopped run would end in a line for each node that it did not reach.
      if (!node || (result.status === 'cancelled' && !started.has(result.uniqueId))) return
      log.event(endOf(node, result, position))
      log.event({
        name: 'NodeFinished',
        code: 'Q025',
        level: 'debug',
        msg: `Finished running node ${node.uniqueId}`,
        data: { node_info: dbtNodeInfo(node, dbtStatus(result), result), run_result: { message: messageOf(result) } },
      })
    },
    onRunEnd: (result) => {
      const reached = result.nodes.filter(({ uniqueId }) => nodes.has(uniqueId))
      logFinished(log, result, [...nodes.values()])
      for (const event of dbtSummary(result, reached, nodes)) {
        if (event === 'gap') log.gap()
        else log.event(event)
      }
    },
  }
}

/** What dbt says when a command has nothing to work on. */
export const NOTHING_TO_DO: DbtEvent = {
  name: 'NothingToDo',
  code: 'Z035',
  level: 'warn',
  msg: 'Nothing to do. Try checking your model configs and model specification args',
}

function logConcurrency(
  log: DbtLog,
  { target }: Plan,
  { threads, count }: { readonly threads: number; readonly count: number },
): void {
  log.gap()
  log.event({
    name: 'ConcurrencyLine',
    code: 'Q027',
    msg: `Concurrency: ${counted(threads, 'thread')} (target='${target}')`,
    data: { node_count: count, num_threads: threads, target_name: target },
  })
  log.gap()
}

function endOf(node: PlannedNode, result: NodeResult, position: Position): DbtEvent {
  const { name, resourceType, relation } = node
  const { status, failures = 0, durationMs, thread } = result
  const base = {
    data: {
      ...position,
      description: dbtDescription(node),
      execution_time: durationMs / 1000,
      node_info: dbtNodeInfo(node, dbtStatus(result), result),
      status: status === 'success' ? 'OK' : status,
    },
    ...(thread !== undefined && { thread: `Thread-${thread}` }),
  }
  const time = `in ${(durationMs / 1000).toFixed(2)}s`
  if (status === 'skipped') {
    const what = isTest(node) ? `${resourceType} ${name}` : `relation ${relation?.schema}.${relation?.name ?? name}`
    const data = { ...base.data, node_name: name, resource_type: resourceType, schema: relation?.schema ?? '' }
    return { name: 'SkippingDetails', code: 'Q034', msg: dbtLine(position, `SKIP ${what}`, 'SKIP'), data }
  }
  if (isTest(node)) {
    const word = { pass: 'PASS', warn: `WARN ${failures}`, fail: `FAIL ${failures}` }[status as string] ?? 'ERROR'
    const data = { ...base.data, name, num_failures: failures, num_models: position.total }
    const level = status === 'pass' ? 'info' : status === 'warn' ? 'warn' : 'error'
    // dbt writes no "[WARNING]" before this line.
    const ofTest = resourceType === 'unit_test' ? unitTestName(node) : name
    const msg = dbtLine(position, `${word} ${ofTest}`, `${word} ${time}`)
    return { ...base, name: 'LogTestResult', code: 'Q007', level: level === 'warn' ? 'info' : level, msg, data }
  }
  const [done, doing, event, code] = DONE[resourceType] ?? DONE['model']!
  const isDone = status === 'success'
  const batches = result.batches ?? []
  const good = batches.filter((batch) => batch.status === 'success').length
  const failed = status === 'partial success' ? `PARTIAL SUCCESS (${good}/${batches.length})` : 'ERROR'
  const text = isDone ? `OK ${done} ${dbtDescription(node)}` : `${failed} ${doing} ${dbtDescription(node)}`
  const msg = dbtLine(position, text, `${isDone ? outcome(result) : failed} ${time}`)
  return { ...base, name: event, code, level: isDone ? 'info' : 'error', msg }
}

/** dbt names the statement that wrote a seed, with its rows. */
function outcome({ resourceType, rowsAffected }: NodeResult): string {
  return resourceType === 'seed' && rowsAffected !== undefined ? `INSERT ${rowsAffected}` : 'OK'
}

/** dbt has no word for a node that was stopped. */
function dbtStatus({ status }: NodeResult): string {
  return status === 'cancelled' ? 'skipped' : status
}

function messageOf({ error, status }: NodeResult): string {
  return error ? error.message : status
}

function logFinished(log: DbtLog, { durationMs }: RunResult, nodes: readonly PlannedNode[]): void {
  const seconds = durationMs / 1000
  const stat_line = dbtCounts(countWords(nodes.map(dbtKind)))
  const rest = `${(seconds % 60).toFixed(2)} seconds`
  const execution = ` in ${Math.floor(seconds / 3600)} hours ${Math.floor(seconds / 60) % 60} minutes and ${rest}`
  log.gap()
  log.event({
    name: 'FinishedRunningStats',
    code: 'E047',
    msg: `Finished running ${stat_line}${execution} (${seconds.toFixed(2)}s).`,
    data: { stat_line, execution, execution_time: seconds },
  })
}
