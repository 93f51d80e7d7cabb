import {
  BinaryOperationNode,
  ColumnNode,
  FunctionNode,
  type OperationNode,
  OperatorNode,
  OrNode,
  ParensNode,
  ReferenceNode,
  ValueNode,
} from 'kysely'
import type { Interval } from '../../batches/interval.js'
import type { SqlType } from '../../columns/index.js'
import type { RelationDefinition } from '../../definitions/definition.js'
import { canonicalName } from '../../functions/call/canonical-function.js'
import type { OutputColumn } from '../../infer/output-column.js'
import { constant } from '../../nodes/immediate.js'
import { isInBatch, rowsWhere } from './batch-filter.js'
import { eventTimeOf, sampleKeyOf } from './filtered-inputs.js'

/** Of what has a time or a key to choose by, the rows that a sample has. */
export interface RowsToRead {
  /** Of relations with an event time. */
  times(): Interval | undefined
  /** Of source tables with a `sampleKey`. */
  readonly share: number | undefined
}

/**
 * What a sample has of the rows of a relation: all of what has neither a time nor a key to choose by.
 *
 * @param rows The relation.
 * @param columns Its columns; `undefined` where they are not known.
 */
export function sampledRows(
  rows: OperationNode,
  definition: RelationDefinition,
  sample: RowsToRead,
  columns: readonly OutputColumn[] | undefined,
): OperationNode {
  const by = (column: string): SampledBy => ({ column, type: columns?.find(({ name }) => name === column)?.type })
  const times = sample.times()
  const time = eventTimeOf(definition)
  const ofTimes = times && time !== undefined ? rowsOfTimes(rows, by(time), times) : rows
  const key = sampleKeyOf(definition)
  return sample.share !== undefined && key !== undefined ? rowsOfShare(ofTimes, by(key), sample.share) : ofTimes
}

/** A column, and its type where that is known. */
interface SampledBy {
  readonly column: string
  readonly type: SqlType | undefined
}

/** The rows of a relation whose event time is in an interval: those whose time is NULL are in none. */
function rowsOfTimes(relation: OperationNode, { column, type }: SampledBy, times: Interval): OperationNode {
  // A date is the midnight at which it begins.
  const interval = type?.name === 'date' ? { start: midnight(times.start), end: midnight(times.end) } : times
  return rowsWhere(relation, isInBatch(reference(column), { type }, interval))
}

/** The first midnight that is not before a time. */
function midnight(time: Date): Date {
  const day = 86_400_000
  return new Date(Math.ceil(time.getTime() / day) * day)
}

/** How many digits of a digest decide. */
const DIGITS = 8

/**
 * The rows of a relation whose key is among a share of all keys, which is the same on every engine and in every relation:
 * `where (left(md5(cast("customer_id" as varchar)), 8) < '19999999' or "customer_id" is null)`
 */
function rowsOfShare(relation: OperationNode, { column, type }: SampledBy, share: number): OperationNode {
  const key = reference(column)
  // A table may hold a whole number with digits after the point.
  const exact = type && type.name !== 'varchar' ? call('cast', [key, constant(type)]) : key
  const digest = call('md5', [call('cast', [exact, constant({ name: 'varchar' })])])
  const below = Math.floor(share * 16 ** DIGITS)
    .toString(16)
    .padStart(DIGITS, '0')
  const isChosen = BinaryOperationNode.create(
    call('left', [digest, constant(DIGITS)]),
    OperatorNode.create('<'),
    ValueNode.createImmediate(below),
  )
  const isNull = BinaryOperationNode.create(key, OperatorNode.create('is'), ValueNode.createImmediate(null))
  return rowsWhere(relation, ParensNode.create(OrNode.create(isChosen, isNull)))
}

function reference(column: string): ReferenceNode {
  return ReferenceNode.create(ColumnNode.create(column))
}

function call(name: Parameters<typeof canonicalName>[0], args: readonly OperationNode[]): FunctionNode {
  return FunctionNode.create(canonicalName(name), args)
}
