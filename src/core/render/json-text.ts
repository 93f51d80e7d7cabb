import { FunctionNode, type OperationNode } from 'kysely'
import type { SqlType } from '../columns/index.js'
import { canonicalName } from '../functions/call/canonical-function.js'
import { constant } from '../nodes/immediate.js'

/** Whether a value in JSON becomes this type by way of its text, since engines read such strings differently. */
export function isReadAsText({ name }: SqlType): boolean {
  return name === 'date' || name === 'timestamp' || name === 'boolean'
}

/** The text of what is at a path, out of the arguments of `json_path`. */
export function textAtPath([json, path]: readonly OperationNode[]): OperationNode {
  return FunctionNode.create(canonicalName('json_path'), [json!, path!, constant({ name: 'varchar' })])
}
