import { setTimeout as sleep } from 'node:timers/promises'
import type { SnowflakeInterruption } from '../errors/interruption.js'
import { cancelledError, SnowflakeError } from '../errors/snowflake-errors.js'
import type { SnowflakeSdkConnection } from '../session/sdk-connection.js'
import { logOut } from '../session/snowflake-link.js'

/** How long a login is tried again, in milliseconds: a run of hours shall survive an outage of a minute. */
const PATIENCE = 60_000

/** The pause before the second try, in milliseconds; each later one is twice as long, up to {@link LONGEST_PAUSE}. */
const PAUSE = 1000
const LONGEST_PAUSE = 16_000

/**
 * Logs in where a login has succeeded before: while Snowflake cannot be reached, again and again for a minute. The pauses are
 * made here and not by the driver, whose tries nothing can stop.
 *
 * @param connect One login, which gives up after some seconds.
 * @throws KerrosError `E_CANCELLED` as soon as `interruption` fires; else what `connect` throws.
 */
export async function logInAgain(
  connect: () => Promise<SnowflakeSdkConnection>,
  interruption: SnowflakeInterruption,
): Promise<SnowflakeSdkConnection> {
  const stop = new AbortController()
  const stopped = new Promise<never>((_, reject) => {
    const cancel = (): void => {
      interruption.unwatch()
      stop.abort()
      reject(cancelledError())
    }
    interruption.watch({ cancel, giveUp: cancel })
  })
  const work = tryOften(connect, stop.signal)
  // No one waits any more for what comes after the stop.
  work.then((late) => (stop.signal.aborted ? logOut(late) : undefined)).catch(() => {})
  try {
    return await Promise.race([work, stopped])
  } finally {
    interruption.unwatch()
  }
}

async function tryOften(
  connect: () => Promise<SnowflakeSdkConnection>,
  signal: AbortSignal,
): Promise<SnowflakeSdkConnection> {
  const until = performance.now() + PATIENCE
  for (let pause = PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      return await connect()
    } catch (error) {
      if (signal.aborted || !isUnreachable(error) || performance.now() + pause > until) throw error
      await sleep(pause, undefined, { signal })
    }
  }
}

/** Whether the driver had no answer, by its own codes. */
function isUnreachable(error: unknown): boolean {
  return error instanceof SnowflakeError && error.snowflakeCode?.startsWith('401') === true
}
