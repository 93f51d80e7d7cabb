import { createHash } from 'node:crypto'
import type { SnowflakeBind } from '../values/snowflake-binds.js'

/**
 * How many values one statement may have: of more, the driver makes a file in a temporary stage. To create that is DDL,
 * which commits an open transaction, and its CSV loses a carriage return at the end of a row.
 *
 * @see https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver-execute
 */
export const BIND_LIMIT = 65_280

/** How many characters of text one statement may have: requests of more than some dozens of megabytes are refused. */
const TEXT_LIMIT = 16_000_000

/** The rows of a bulk insert in batches of what one statement accepts. No batches when there are no rows. */
export function bulkBatches(rows: readonly SnowflakeBind[][]): readonly SnowflakeBind[][][] {
  const batches: SnowflakeBind[][][] = []
  let values = Number.POSITIVE_INFINITY
  let characters = 0
  for (const row of rows) {
    const length = textLength(row)
    if (values + row.length > BIND_LIMIT || characters + length > TEXT_LIMIT) {
      batches.push([])
      values = 0
      characters = 0
    }
    batches.at(-1)!.push(row)
    values += row.length
    characters += length
  }
  return batches
}

/**
 * The request id of one of several statements: that of the first is the one that is given, and those of the others follow
 * from it, so that repeating all of them runs nothing twice.
 */
export function batchRequestId(requestId: string, index: number): string {
  if (index === 0) return requestId
  const hex = createHash('sha256').update(`${requestId}/${index}`).digest('hex')
  // The form of a UUID with freely chosen digits (version 8).
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function textLength(row: readonly SnowflakeBind[]): number {
  return row.reduce<number>((sum, bind) => sum + (typeof bind === 'string' ? bind.length : 0), 0)
}
