import { type OperationNode, TableNode } from 'kysely'
import type { RelationDefinition } from '../definitions/definition.js'

/**
 * What stands for an input where a query is code: the name that it has in the project, the same in every target. A source is where it is
 * declared to be.
 */
export function inputNode(definition: RelationDefinition, name: string): OperationNode {
  if (definition.kind !== 'source') return TableNode.createWithSchema('kerros', name)
  const { database, schema, name: table } = definition
  return TableNode.createWithSchema(`source ${JSON.stringify([database, schema])}`, table)
}
