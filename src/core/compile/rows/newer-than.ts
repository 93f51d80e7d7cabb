import {
  AggregateFunctionNode,
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  FunctionNode,
  IdentifierNode,
  type OperationNode,
  OperatorNode,
  OrNode,
  ParensNode,
  RawNode,
  ReferenceNode,
  SelectionNode,
  SelectQueryNode,
  ValueNode,
} from 'kysely'
import { canonicalName } from '../../functions/call/canonical-function.js'
import { constant, immediate, immediateText } from '../../nodes/immediate.js'
import { knownTimestampNode } from '../../nodes/known-timestamp.js'
import { selfNode } from '../../nodes/self.js'

/** How far before the stored watermark `since` reaches back, in one unit. */
export interface Lookback {
  readonly unit: 'minute' | 'hour' | 'day' | 'month'
  readonly amount: number
}

/** Which rows `since` keeps besides those that are newer than the watermark: docs/incremental.md says what each means. */
export interface SinceRule {
  readonly lookback?: Lookback | undefined
  /** `again`: rows whose timestamp equals the watermark, too. */
  readonly ties?: 'again' | undefined
  /** What happens to rows whose timestamp is NULL. */
  readonly nulls?: 'skip' | 'always' | undefined
}

/** What a {@link newerThanNode} compares. */
export interface NewerThan {
  readonly column: OperationNode
  readonly watermark: string
  readonly rule: SinceRule
}

/** The function node that `since` leaves: a column, the name of the watermark, the rule. */
export const NEWER_THAN = 'kerros.newer_than'

/** Says that a column is newer than what is stored in the model's own relation. */
export function newerThanNode({ column, watermark, rule }: NewerThan): FunctionNode {
  return FunctionNode.create(NEWER_THAN, [column, constant(watermark), constant(rule)])
}

/** What a {@link newerThanNode} compares; `undefined` for any other node. */
export function readNewerThan(node: FunctionNode): NewerThan | undefined {
  if (node.func !== NEWER_THAN) return undefined
  const [column, watermark, rule] = node.arguments
  return { column: column!, watermark: immediateText(watermark), rule: immediate(rule) as SinceRule }
}

/**
 * The rule of docs/incremental.md as SQL, with `W` for `(select max("w") from self)`:
 *
 * - `("r"."at" > W or (W is null and ("r"."at" is not null or (select count(*) from self) = 0)))`: with rows stored but no
 *   timestamp known, only rows with a timestamp are new, or every run would add rows without one again;
 * - `nulls: 'skip'`: `("r"."at" > W or (W is null and "r"."at" is not null))`;
 * - `nulls: 'always'`: `("r"."at" > W or W is null or "r"."at" is null)`.
 *
 * With `ties: 'again'` it is `>=`, and with a lookback `>= W` moved back. Of a double, NaN counts as NULL, since engines take it
 * for the greatest number.
 */
export function expandNewerThan(
  { column: written, watermark, rule }: NewerThan,
  { isDouble }: { readonly isDouble: boolean },
): OperationNode {
  const column = knownTimestamp(written, { isDouble })
  const stored = ownAggregate('max', knownTimestamp(ReferenceNode.create(ColumnNode.create(watermark)), { isDouble }))
  const bound = rule.lookback ? movedBack(stored, rule.lookback) : stored
  const isNewer = compare(column, rule.lookback || rule.ties === 'again' ? '>=' : '>', bound)
  const nothingKnown = isNull(stored)
  return ParensNode.create(OrNode.create(isNewer, ParensNode.create(otherwise())))

  function otherwise(): OperationNode {
    if (rule.nulls === 'always') return OrNode.create(nothingKnown, isNull(column))
    if (rule.nulls === 'skip') return AndNode.create(nothingKnown, isKnown(column))
    const nothingStored = compare(
      ownAggregate('count', ValueNode.createImmediate(1)),
      '=',
      ValueNode.createImmediate(0),
    )
    return AndNode.create(nothingKnown, ParensNode.create(OrNode.create(isKnown(column), nothingStored)))
  }
}

/** The condition of `nulls: 'skip'` in a run to which nothing is stored, before the type of the timestamp is known. */
export function isKnownNode(timestamp: OperationNode): OperationNode {
  return isKnown(knownTimestampNode(timestamp))
}

/** A timestamp as a value that is NULL where it is unknown: of a double, NaN is. */
export function knownTimestamp(timestamp: OperationNode, { isDouble }: { readonly isDouble: boolean }): OperationNode {
  return isDouble ? withoutNaN(timestamp) : timestamp
}

function isKnown(timestamp: OperationNode): OperationNode {
  return compare(timestamp, 'is not', ValueNode.createImmediate(null))
}

function isNull(operand: OperationNode): OperationNode {
  return compare(operand, 'is', ValueNode.createImmediate(null))
}

function compare(left: OperationNode, operator: '>' | '>=' | '=' | 'is' | 'is not', right: OperationNode) {
  return BinaryOperationNode.create(left, OperatorNode.create(operator), right)
}

/** `(select max("w") from self)` */
function ownAggregate(name: 'max' | 'count', of: OperationNode): OperationNode {
  const aggregate = AggregateFunctionNode.create(name, [of])
  const select = SelectQueryNode.createFrom([selfNode()])
  return ParensNode.create(
    SelectQueryNode.cloneWithSelections(select, [
      SelectionNode.create(AliasNode.create(aggregate, IdentifierNode.create('watermark'))),
    ]),
  )
}

function withoutNaN(double: OperationNode): OperationNode {
  // NaN has no literal, and a cast of text has a rule of its own here.
  const nan = RawNode.createWithSql("cast('NaN' as double)")
  return FunctionNode.create(canonicalName('nullif'), [double, nan])
}

function movedBack(stored: OperationNode, { unit, amount }: Lookback): OperationNode {
  return FunctionNode.create(canonicalName('date_add'), [constant(unit), constant(-amount), stored])
}
