import type { Expression } from 'kysely'
import type { Scalar } from '../../../core/functions/function-call.js'
import { snowflakeCall } from './snowflake-call.js'

/**
 * Any value as a VARIANT.
 *
 * The generated SQL: `to_variant(x)`.
 */
export function toVariant<T>(x: Expression<T>): Scalar<T> {
  return snowflakeCall('to_variant', ['to_variant(', ')'], [x.toOperationNode()])
}
