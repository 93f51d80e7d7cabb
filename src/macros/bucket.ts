import {
  BinaryOperationNode,
  CaseNode,
  ExpressionWrapper,
  type OperationNode,
  type OperationNodeSource,
  OperatorNode,
  WhenNode,
} from 'kysely'
import { KerrosError } from '../core/errors/index.js'
import type { Scalar, Takes, ValueOf } from '../core/functions/index.js'
import type { Numeric } from '../core/functions/number-functions.js'
import { constant } from '../core/nodes/immediate.js'
import { operand } from '../core/nodes/operand.js'

/** The least value of a bucket, and the bucket's label. */
export type BucketStep<Label extends string> = readonly [from: number, label: Label]

/**
 * A label for the range that a number is in. NULL for NULL, and typed so where `x` can be NULL.
 *
 * ```ts
 * bucket(eb.ref('m.weighted_rating'), [[4, 'good'], [3, 'fair']], 'poor')   // 'good' | 'fair' | 'poor'
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case):
 * `case when "m"."weighted_rating" >= 4 then 'good' when "m"."weighted_rating" >= 3 then 'fair'
 * when "m"."weighted_rating" is not null then 'poor' end`
 *
 * @param steps The least value of each bucket, greatest first; the first one that `x` reaches gives the label.
 * @param otherwise The label of everything below the last step.
 * @throws KerrosError `E_INVALID_OPTION` when there is no step, or a step could never be reached.
 */
export function bucket<E extends OperationNodeSource, const L extends string, const O extends string>(
  x: Takes<E, Numeric>,
  steps: readonly BucketStep<L>[],
  otherwise: O,
): Scalar<L | O | Extract<ValueOf<E>, null>> {
  checkSteps(steps)
  const value = operand(x.toOperationNode())
  const whens = steps.map(([from, label]) => when(value, '>=', from, label))
  // Not ELSE: a value that is not known is in no bucket.
  const last = when(value, 'is not', null, otherwise)
  const node: CaseNode = { ...CaseNode.create(), when: [...whens, last] }
  return new ExpressionWrapper(node)
}

function when(value: OperationNode, operator: '>=' | 'is not', bound: number | null, label: string): WhenNode {
  const condition = BinaryOperationNode.create(value, OperatorNode.create(operator), constant(bound))
  return WhenNode.cloneWithResult(WhenNode.create(condition), constant(label))
}

function checkSteps(steps: readonly BucketStep<string>[]): void {
  if (steps.length === 0)
    throw new KerrosError('E_INVALID_OPTION', 'bucket has no steps', {
      hint: "Give it at least one: [[0.8, 'high']].",
    })
  steps.forEach(([from, label], i) => {
    const before = steps[i - 1]
    const isReachable = Number.isFinite(from) && (!before || from < before[0])
    if (isReachable) return
    throw new KerrosError('E_INVALID_OPTION', `bucket never reaches its step ${from} ("${label}")`, {
      hint: 'Steps are finite numbers, each less than the one before it: greatest first.',
    })
  })
}
