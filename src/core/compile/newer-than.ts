import {
  AggregateFunctionNode,
  AliasNode,
  BinaryOperationNode,
  ColumnNode,
  FunctionNode,
  IdentifierNode,
  type OperationNode,
  OperatorNode,
  OrNode,
  ParensNode,
  ReferenceNode,
  SelectionNode,
  SelectQueryNode,
  ValueNode,
} from 'kysely'
import { canonicalName } from '../functions/canonical-function.js'
import { constant, immediate, immediateText } from './immediate.js'
import { selfNode } from './self.js'

/** How far before the stored watermark `since` reaches back, in one unit. */
export interface Lookback {
  readonly unit: 'minute' | 'hour' | 'day' | 'month'
  readonly amount: number
}

/** The function node that `since` leaves: a column, the name of the watermark, how far to look back. */
const NEWER_THAN = 'kerros.newer_than'

/** Says that a column is newer than what is stored in the model's own relation. */
export function newerThanNode(column: OperationNode, watermark: string, lookback: Lookback | undefined): FunctionNode {
  return FunctionNode.create(NEWER_THAN, [column, constant(watermark), constant(lookback ?? null)])
}

/** The column and the watermark of a {@link newerThanNode}; `undefined` for any other node. */
export function readNewerThan(node: FunctionNode): { column: OperationNode; watermark: string } | undefined {
  if (node.func !== NEWER_THAN) return undefined
  return { column: node.arguments[0]!, watermark: immediateText(node.arguments[1]) }
}

/**
 * The SQL of a {@link newerThanNode}:
 * `("r"."loaded_at" > (select max("w") from self) or (select max("w") from self) is null)`.
 * Without the second half an empty stored table would yield no rows for ever.
 */
export function expandNewerThan(node: FunctionNode): OperationNode {
  const [column, watermark, lookback] = node.arguments
  const stored = storedMaximum(immediateText(watermark))
  const bound = reachBack(stored, immediate(lookback) as Lookback | null)
  return ParensNode.create(
    OrNode.create(
      BinaryOperationNode.create(column!, OperatorNode.create('>'), bound),
      // `is null` stands after its operand.
      BinaryOperationNode.create(stored, OperatorNode.create('is'), ValueNode.createImmediate(null)),
    ),
  )
}

function storedMaximum(watermark: string): OperationNode {
  const maximum = AggregateFunctionNode.create('max', [ReferenceNode.create(ColumnNode.create(watermark))])
  const select = SelectQueryNode.createFrom([selfNode()])
  return ParensNode.create(
    SelectQueryNode.cloneWithSelections(select, [
      SelectionNode.create(AliasNode.create(maximum, IdentifierNode.create('watermark'))),
    ]),
  )
}

function reachBack(stored: OperationNode, lookback: Lookback | null): OperationNode {
  if (!lookback) return stored
  return FunctionNode.create(canonicalName('date_add'), [constant(lookback.unit), constant(-lookback.amount), stored])
}
