import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  FunctionNode,
  IdentifierNode,
  type OperationNode,
  OperatorNode,
  ReferenceNode,
  SelectAllNode,
  SelectionNode,
  SelectQueryNode,
  ValueNode,
  WhereNode,
} from 'kysely'
import type { EventTime } from '../../batches/event-time.js'
import type { Interval } from '../../batches/interval.js'
import type { SqlType } from '../../columns/index.js'
import { canonicalName } from '../../functions/call/canonical-function.js'
import { constant } from '../../nodes/immediate.js'

const ROWS = 'kerros_rows'

/**
 * The rows of a relation in a batch:
 * `select * from raw.events as "kerros_rows" where "at" >= timestamp '2026-01-05 00:00:00' and "at" < timestamp '2026-01-06 00:00:00'`
 */
export function rowsOfBatch(relation: OperationNode, time: EventTime, batch: Interval): OperationNode {
  return rowsWhere(relation, isInBatch(ReferenceNode.create(ColumnNode.create(time.column)), time, batch))
}

/** The rows of a relation for which a condition on its columns holds. */
export function rowsWhere(relation: OperationNode, condition: OperationNode): OperationNode {
  const select = SelectQueryNode.createFrom([AliasNode.create(relation, IdentifierNode.create(ROWS))])
  return {
    ...SelectQueryNode.cloneWithSelections(select, [SelectionNode.create(SelectAllNode.create())]),
    where: WhereNode.create(condition),
  } as SelectQueryNode
}

/** The condition that a time is in a batch: at its start or later, and before its end. */
export function isInBatch(at: OperationNode, { type }: Pick<EventTime, 'type'>, { start, end }: Interval): AndNode {
  return AndNode.create(compareTime(at, '>=', start, type), compareTime(at, '<', end, type))
}

/** A comparison of a timestamp or a date with a time, of its type. */
export function compareTime(
  at: OperationNode,
  operator: '>=' | '<',
  time: Date,
  type: SqlType | undefined,
): BinaryOperationNode {
  const value =
    type?.name === 'date'
      ? FunctionNode.create(canonicalName('cast'), [
          constant(time.toISOString().slice(0, 10)),
          constant({ name: 'date' }),
        ])
      : ValueNode.createImmediate(time)
  return BinaryOperationNode.create(at, OperatorNode.create(operator), value)
}
