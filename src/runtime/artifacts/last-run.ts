import path from 'node:path'
import type { RunResults } from '../../artifacts/run-results.js'
import type { FailedBatches } from '../../core/batches/failed-batches.js'
import { parseTime } from '../../core/batches/parse-time.js'
import { isKerrosError, KerrosError } from '../../core/errors/index.js'
import { INDIRECT_SELECTIONS, type IndirectSelection } from '../../core/graph/indirect-selection.js'
import { readRegularText } from '../../util/regular-file.js'
import { commandScope, type PlanCommand } from '../select/command-scope.js'
import type { DeferOptions } from '../state/deferral.js'
import { type LastOperation, readLastOperation } from './last-operation.js'

/** What a run was, and what is left to do of it. */
export interface LastRun {
  readonly command: PlanCommand
  readonly startedAt: string
  readonly target: string | undefined
  /** Missing when none were given. */
  readonly vars: { readonly [name: string]: unknown } | undefined
  readonly fullRefresh: boolean
  /** The window of batches; missing where the run had no window. */
  readonly eventTimeStart: Date | undefined
  readonly eventTimeEnd: Date | undefined
  /** Of nodes with a partial success, the batches that failed, by unique id. */
  readonly batches: ReadonlyMap<string, FailedBatches>
  readonly failFast: boolean
  /** Missing when it read rows. */
  readonly empty: boolean | undefined
  /** Missing when it read all rows. */
  readonly sample: string | undefined
  /** Missing when it was left to the project. */
  readonly storeFailures: boolean | undefined
  readonly threads: number | undefined
  readonly indirectSelection: IndirectSelection | undefined
  /** Where it read what it did not build; missing where it read everything in the target. */
  readonly defer: DeferOptions | undefined
  /** The unique ids of all its nodes. */
  readonly built: readonly string[]
  /** The unique ids of what failed or was not reached. */
  readonly unfinished: readonly string[]
  /** The unique ids of the tests that it ran to their end. */
  readonly tested: readonly string[]
  /** How many nodes it had. */
  readonly total: number
  /** The names of the hooks around it that failed. */
  readonly failedHooks: readonly string[]
}

/** What dbt retries: what was stopped, too, is `skipped` in its artifact. */
const UNFINISHED: ReadonlySet<string> = new Set(['error', 'fail', 'skipped', 'runtime error', 'partial success'])

/**
 * Reads the results of the last run, to run again what failed or was skipped.
 *
 * @param folder Where its `run_results.json` is.
 * @param displayPath The folder as the user knows it.
 * @param withWarnings Whether a warning is a failure.
 * @throws KerrosError `E_FILE_NOT_FOUND` without such a file, `E_INVALID_OPTION` if it is of something that cannot be retried.
 */
async function readLastRun(folder: string, displayPath: string, withWarnings = false): Promise<LastRun> {
  const found = await readRegularText(path.join(folder, 'run_results.json')).catch(() => undefined)
  if (found === undefined)
    throw new KerrosError('E_FILE_NOT_FOUND', `there are no results of a run in ${displayPath}`, {
      hint: 'Run something first, as kerros build. With --no-artifacts it leaves no results.',
      commands: ['kerros build'],
    })
  const { args, results, metadata } = parsed(found, displayPath)
  const command = args['which']
  if (typeof command !== 'string' || !Object.hasOwn(commandScope, command))
    throw new KerrosError('E_INVALID_OPTION', `the last run was "${String(command)}", which cannot be retried`, {
      hint: `Those that can are ${Object.keys(commandScope).join(', ')}.`,
    })
  // dbt's own artifacts have the second only, before dbt 1.10.
  const startedAt = metadata?.invocation_started_at ?? metadata?.generated_at
  if (typeof startedAt !== 'string') throw notARun(displayPath)
  const mode = args['indirect_selection'] as IndirectSelection
  return {
    command: command as PlanCommand,
    startedAt,
    target: typeof args['target'] === 'string' ? args['target'] : undefined,
    vars: Object.keys(args['vars'] ?? {}).length > 0 ? (args['vars'] as LastRun['vars']) : undefined,
    fullRefresh: args['full_refresh'] === true,
    eventTimeStart: parseTime(args['event_time_start']),
    eventTimeEnd: parseTime(args['event_time_end']),
    batches: failedBatches(results),
    failFast: args['fail_fast'] === true,
    empty: args['empty'] === true || undefined,
    sample: typeof args['sample'] === 'string' ? args['sample'] : undefined,
    storeFailures: args['store_failures'] === true || undefined,
    threads: typeof args['threads'] === 'number' ? args['threads'] : undefined,
    indirectSelection: INDIRECT_SELECTIONS.includes(mode) ? mode : undefined,
    defer: deferOf(args),
    built: results.map(({ unique_id }) => unique_id),
    unfinished: results
      // Hooks around a run run again with every retry.
      .filter(({ unique_id }) => !unique_id.startsWith('operation.'))
      .filter(({ status }) => UNFINISHED.has(status) || (withWarnings && status === 'warn'))
      .map(({ unique_id }) => unique_id),
    tested: results
      .filter(({ unique_id, status }) => unique_id.startsWith('test.') && !UNFINISHED.has(status))
      .map(({ unique_id }) => unique_id),
    total: results.length,
    failedHooks: results
      .filter(({ unique_id, status }) => unique_id.startsWith('operation.') && UNFINISHED.has(status))
      .map(({ unique_id }) => unique_id.split('.').slice(2).join('.')),
  }
}

function deferOf({ defer, state, defer_state = state, favor_state }: RunResults['args']): DeferOptions | undefined {
  if (defer !== true || typeof defer_state !== 'string') return undefined
  return { state: defer_state, favorState: favor_state === true }
}

/** What retries have to know of nodes of which batches failed. */
function failedBatches(results: RunResults['results']): ReadonlyMap<string, FailedBatches> {
  return new Map(
    results.flatMap(({ unique_id, status, batch_results }) => {
      const failed = batch_results?.failed ?? []
      if (failed.length === 0) return []
      const intervals = failed.map(([start, end]) => ({ start: new Date(start), end: new Date(end) }))
      // In the results of a retry that failed again, the batches of the run before are not listed, but they are there.
      return [[unique_id, { intervals, isRest: status === 'partial success' }] as const]
    }),
  )
}

function parsed(text: string, displayPath: string): RunResults {
  try {
    const found = JSON.parse(text) as RunResults
    const { args, results } = found
    if (typeof args === 'object' && args !== null && Array.isArray(results)) return found
  } catch {
    // Reported below, as what is JSON of another kind.
  }
  throw notARun(displayPath)
}

function notARun(displayPath: string): KerrosError {
  return new KerrosError('E_INVALID_OPTION', `run_results.json in ${displayPath} is not the result of a run`, {
    hint: 'Run the command itself again.',
  })
}

/**
 * What `kerros retry` is about: the last operation if it came after the last run and failed, else the last run.
 *
 * @throws KerrosError as {@link readLastRun}, unless an operation went well and there was no run.
 */
export async function readLeft(
  folder: string,
  displayPath: string,
  withWarnings = false,
): Promise<{ readonly operation: LastOperation } | { readonly run: LastRun }> {
  const operation = await readLastOperation(folder)
  if (!operation) return { run: await readLastRun(folder, displayPath, withWarnings) }
  const run = await readLastRun(folder, displayPath, withWarnings).catch((error: unknown) => {
    if (isKerrosError(error) && error.code === 'E_FILE_NOT_FOUND') return undefined
    throw error
  })
  if (run === undefined) return { operation }
  return !operation.isDone && operation.startedAt > new Date(run.startedAt) ? { operation } : { run }
}
