import { setTimeout as sleep } from 'node:timers/promises'
import { isKerrosError } from '../../core/errors/index.js'
import { type DbtLog, dbtNote } from './dbt-log.js'

/** Milliseconds between two attempts. */
const PAUSE = 2000

/** Milliseconds after which another run is no longer waited for. */
const PATIENCE = 3_600_000

/**
 * Runs work that another run keeps from beginning, as soon as that one has ended. An orchestrator starts a process for each
 * model, several at a time, and dbt lets them; kerros lets one run at a time write to a schema.
 *
 * @param work Called again if it is rejected with `E_LOCKED` before it called `onBegin`.
 * @throws What the work throws; `E_LOCKED` after an hour.
 */
export async function runWhenFree<T>(
  log: DbtLog,
  signal: AbortSignal,
  work: (onBegin: () => void) => Promise<T>,
): Promise<T> {
  const until = Date.now() + PATIENCE
  let isWaiting = false
  for (;;) {
    let hasBegun = false
    try {
      return await work(() => {
        hasBegun = true
      })
    } catch (error) {
      if (hasBegun || !isKerrosError(error) || error.code !== 'E_LOCKED' || signal.aborted || Date.now() > until)
        throw error
      if (!isWaiting) log.event(dbtNote(`waiting: ${error.message}`))
      isWaiting = true
      await sleep(PAUSE, undefined, { signal }).catch(() => undefined)
    }
  }
}
