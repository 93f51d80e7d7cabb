import { FunctionNode, type OperationNode } from 'kysely'

/** The function node of a timestamp that is NULL where it is unknown. */
export const KNOWN_TIMESTAMP = 'kerros.known_timestamp'

/** A timestamp by which rows are new, as something that is NULL where it is unknown: what that is depends on its type. */
export function knownTimestampNode(timestamp: OperationNode): FunctionNode {
  return FunctionNode.create(KNOWN_TIMESTAMP, [timestamp])
}

/** The timestamp of a {@link knownTimestampNode}; `undefined` for any other node. */
export function readKnownTimestamp(node: OperationNode): OperationNode | undefined {
  return FunctionNode.is(node) && node.func === KNOWN_TIMESTAMP ? node.arguments[0] : undefined
}
