import { JSONPathNode, type JSONReferenceNode, OperatorNode } from 'kysely'
import type { SqlWriter } from '../../../core/render/function-table.js'
import { jsonPathText } from '../text/json-path-text.js'

/** Writes Kysely's references into JSON as a path; `->>` gives text. */
export function writeJsonReference(write: SqlWriter, { reference, traversal }: JSONReferenceNode): void {
  const isPath = JSONPathNode.is(traversal)
  const legs = isPath ? traversal.pathLegs.map((leg) => leg.value) : traversal.values.map(({ value }) => value)
  const operator = isPath ? traversal.inOperator : traversal.operator
  write.node(reference)
  write.sql(jsonPathText(legs as readonly (string | number)[]))
  if (operator && OperatorNode.is(operator) && operator.operator === '->>') write.sql('::varchar')
}
