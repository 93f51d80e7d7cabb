import type { DuckDBConnection } from '@duckdb/node-api'
import { cancelledError } from '../errors/duckdb-errors.js'

/** How often a running query is asked to stop, in milliseconds. */
const REPEAT_AFTER = 10

/** The means to stop what runs on a connection, from its start to its end. */
export interface DuckDbInterruption {
  readonly fired: boolean
  /** Stops the query. Safe at any time, any number of times. */
  fire(): void
  /** The query has ended: nothing is left to stop. */
  settle(): void
}

/**
 * Watches over one query, and stops it when `signal` is aborted.
 *
 * DuckDB forgets an interrupt that arrives before the query has begun on its thread, so it is repeated until the query
 * has ended.
 *
 * @throws KerrosError `E_CANCELLED` when `signal` is aborted already.
 */
export function watchForInterrupts(connection: DuckDBConnection, signal: AbortSignal | undefined): DuckDbInterruption {
  if (signal?.aborted) throw cancelledError(signal.reason)
  let timer: NodeJS.Timeout | undefined
  const fire = (): void => {
    if (timer) return
    connection.interrupt()
    timer = setInterval(() => connection.interrupt(), REPEAT_AFTER)
  }
  signal?.addEventListener('abort', fire)
  return {
    get fired() {
      return timer !== undefined
    },
    fire,
    settle: () => {
      clearInterval(timer)
      signal?.removeEventListener('abort', fire)
    },
  }
}
