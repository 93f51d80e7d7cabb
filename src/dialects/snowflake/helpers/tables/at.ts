import { type OperationNode, type OperationNodeSource, RawNode, SelectQueryNode } from 'kysely'
import { KerrosError } from '../../../../core/errors/index.js'
import type { ValueOf } from '../../../../core/functions/call/function-call.js'
import type { TableFunction } from '../../../../core/functions/table-functions.js'
import { constant } from '../../../../core/nodes/immediate.js'
import { snowflakeCall } from '../expressions/snowflake-call.js'

/** A point in a table's past, for Time Travel. */
export type PointInTime =
  | {
      /** A point in time, in UTC. */
      readonly timestamp: Date
    }
  | {
      /** Seconds from now: 0 or less. */
      readonly offset: number
    }
  | {
      /** The id of a query: `at` includes what it changed, `before` does not. */
      readonly statement: string
    }

/**
 * A table as it was at a point in time (Time Travel), including what happened at that time.
 *
 * ```ts
 * db.selectFrom(at(tableOf(db, 'movies'), { offset: -3600 }).as('m')).selectAll()
 * ```
 * The generated SQL: `select * from "MOVIES" at(offset => -3600) as "M"`; a timestamp is
 * `at(timestamp => to_timestamp_ntz('2024-01-31 12:00:00.000000', …))`, a query `at(statement => '01b2…')`.
 *
 * @param table A table (`tableOf`), not a query.
 * @throws KerrosError `E_INVALID_OPTION` for a query, or an `offset` that is not in the past.
 * @see https://docs.snowflake.com/en/sql-reference/constructs/at-before
 */
export function at<E extends OperationNodeSource>(table: E, point: PointInTime): TableFunction<ValueOf<E>> {
  return travel('at', table, point)
}

/**
 * A table as it was right before a query changed it, or before a point in time.
 *
 * ```ts
 * db.selectFrom(before(tableOf(db, 'movies'), { statement: queryId }).as('m')).selectAll()
 * ```
 * The generated SQL: `select * from "MOVIES" before(statement => '01b2…') as "M"`.
 *
 * @param table A table (`tableOf`), not a query.
 * @throws KerrosError `E_INVALID_OPTION` for a query, or an `offset` that is not in the past.
 */
export function before<E extends OperationNodeSource>(table: E, point: PointInTime): TableFunction<ValueOf<E>> {
  return travel('before', table, point)
}

function travel<Row>(word: 'at' | 'before', table: OperationNodeSource, point: PointInTime): TableFunction<Row> {
  const node = table.toOperationNode()
  if (SelectQueryNode.is(node)) invalid(`${word} reads a query`, 'Only tables have a past: use tableOf(db, name).')
  const [kind, value] = pointParts(point)
  return snowflakeCall<Row>(word, ['', ` ${word}(${kind} => `, ')'], [node, value])
}

function pointParts(point: PointInTime): readonly [kind: string, value: OperationNode] {
  if ('timestamp' in point) return ['timestamp', constant(point.timestamp)]
  if ('statement' in point) return ['statement', constant(point.statement)]
  const { offset } = point
  if (!Number.isSafeInteger(offset) || offset > 0)
    return invalid(`${offset} is not an offset into the past`, 'Use whole seconds, 0 or less: { offset: -3600 }.')
  return ['offset', RawNode.create([String(offset)], [])]
}

function invalid(message: string, hint: string): never {
  throw new KerrosError('E_INVALID_OPTION', message, { hint })
}
