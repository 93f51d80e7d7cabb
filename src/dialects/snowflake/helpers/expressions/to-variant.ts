import type { OperationNodeSource } from 'kysely'
import type { Scalar, ValueOf } from '../../../../core/functions/call/function-call.js'
import { snowflakeCall } from './snowflake-call.js'

/**
 * Any value as a VARIANT.
 *
 * The generated SQL: `to_variant(x)`.
 */
export function toVariant<E extends OperationNodeSource>(x: E): Scalar<ValueOf<E>> {
  return snowflakeCall('to_variant', ['to_variant(', ')'], [x.toOperationNode()])
}
