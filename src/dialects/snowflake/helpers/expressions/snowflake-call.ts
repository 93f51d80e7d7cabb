import { ExpressionWrapper, FunctionNode, type OperationNode, RawNode } from 'kysely'
import type { Scalar } from '../../../../core/functions/call/function-call.js'
import { type SnowflakeOnly, snowflakeOnlyName } from '../../query/snowflake-only.js'

/**
 * SQL that only Snowflake has, around nodes that every plugin still sees. Other dialects refuse it by its name.
 *
 * @param fragments Text that does not come from data, one more than there are nodes.
 */
export function snowflakeCall<T>(
  name: SnowflakeOnly,
  fragments: readonly string[],
  nodes: readonly OperationNode[] = [],
): Scalar<T> {
  return new ExpressionWrapper(FunctionNode.create(snowflakeOnlyName(name), [RawNode.create(fragments, nodes)]))
}

/** A sign for the compiler, with what it needs to know. */
export function snowflakeMarker<T>(name: SnowflakeOnly, ...nodes: readonly OperationNode[]): Scalar<T> {
  return new ExpressionWrapper(FunctionNode.create(snowflakeOnlyName(name), nodes))
}
