import type { AggregateFunctionNode } from 'kysely'

/** The aggregate with its order in WITHIN GROUP: Snowflake takes no ORDER BY among arguments. */
export function orderAsWithinGroup(node: AggregateFunctionNode): AggregateFunctionNode {
  const { orderBy, ...rest } = node
  return orderBy && !node.withinGroup ? { ...rest, withinGroup: orderBy } : node
}
