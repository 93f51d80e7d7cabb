import type { SnowflakeInterruption } from '../errors/interruption.js'
import { cancelledError, SnowflakeError } from '../errors/snowflake-errors.js'
import { readRawText } from '../values/read-raw-text.js'
import type { SnowflakeSdkStatement } from './sdk-connection.js'

/**
 * After how many minutes without a row a download counts as failed. The driver repeats one for a quarter of an hour at
 * most; but it waits for ever after a part that is empty or no JSON, such as the page of a proxy.
 */
const STALLED_AFTER = 20

const MINUTE = 60_000

/** A row as Snowflake sent it: a string or null for each column. */
export type RawRow = readonly (string | null)[]

/**
 * Reads a result from its first row to its last, `size` rows at a time, as its chunks are downloaded; a reader that
 * pauses stops the download.
 *
 * @throws SnowflakeError `E_QUERY` when fewer or more rows come than the result announced, `E_CONNECTION` when none come
 *   for 20 minutes, `E_CANCELLED`.
 */
export async function* readRows(
  statement: SnowflakeSdkStatement,
  size: number,
  interruption: SnowflakeInterruption,
): AsyncGenerator<RawRow[], void, undefined> {
  readRawText(statement.getColumns() ?? [])
  const announced = statement.getNumRows()
  let count = 0
  let rows: RawRow[] = []
  const stream = statement.streamRows()
  const cancel = (): void => {
    stream.destroy(cancelledError())
    // There may be no reader left to do so.
    interruption.unwatch()
  }
  interruption.watch({ cancel, giveUp: cancel })
  let isWaiting = true
  const stopWatching = watchForStall(
    () => (isWaiting ? count : undefined),
    () => stream.destroy(stalledError(statement.getQueryId())),
  )
  try {
    for await (const row of stream) {
      if (interruption.fired) throw cancelledError()
      count += 1
      rows.push(row as RawRow)
      if (rows.length < size) continue
      isWaiting = false
      yield rows
      isWaiting = true
      rows = []
    }
  } finally {
    stopWatching()
    interruption.unwatch()
    stream.destroy()
  }
  if (interruption.fired) throw cancelledError()
  if (count !== announced) throw incompleteError(announced, count, statement.getQueryId())
  if (rows.length > 0) yield rows
}

/** @param countSoFar The rows so far; `undefined` while the reader pauses. */
function watchForStall(countSoFar: () => number | undefined, stop: () => void): () => void {
  let last: number | undefined
  let minutes = 0
  const timer = setInterval(() => {
    const count = countSoFar()
    minutes = count !== undefined && count === last ? minutes + 1 : 0
    last = count
    if (minutes >= STALLED_AFTER) stop()
  }, MINUTE)
  timer.unref()
  return () => clearInterval(timer)
}

function stalledError(queryId: string): SnowflakeError {
  return new SnowflakeError('E_CONNECTION', `no rows arrived for ${STALLED_AFTER} minutes (query ${queryId})`, {
    queryId,
    hint: 'Check that this machine reaches the cloud storage of the account: select system$allowlist()',
  })
}

function incompleteError(announced: number, count: number, queryId: string): SnowflakeError {
  return new SnowflakeError(
    'E_QUERY',
    `Snowflake announced ${announced} rows, but ${count} arrived (query ${queryId})`,
    {
      queryId,
      hint: 'A part of the result is missing. Run the query again.',
    },
  )
}
