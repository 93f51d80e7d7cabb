import {
  AliasNode,
  FunctionNode,
  IdentifierNode,
  type OperationNode,
  SelectionNode,
  SelectModifierNode,
  SelectQueryNode,
  SetOperationNode,
} from 'kysely'
import { canonicalName } from '../functions/canonical-function.js'
import { constant } from './immediate.js'
import { qualifiedColumn } from './qualified-column.js'
import type { TouchedGroups } from './touched-groups.js'

/** The column by which a batch's rows differ from the keys of touched groups: NULL, or the number of the groups from 1. */
export const TOUCHED_GROUP = 'kerros_touched'

const ROWS = 'kerros_rows'
const KEYS = 'kerros_keys'

/**
 * A query of new rows with the keys of the groups that it computes again, so that both are of one moment:
 *
 * ```sql
 * select "kerros_rows"."user_id", "kerros_rows"."n", cast(null as integer) as "kerros_touched" from (QUERY) as "kerros_rows"
 * union all select distinct "kerros_keys"."user_id", null, 1 from (KEYS) as "kerros_keys"
 * ```
 */
export function batchQuery(
  query: OperationNode,
  columns: readonly string[],
  groups: readonly TouchedGroups[],
): SelectQueryNode {
  const none = FunctionNode.create(canonicalName('cast'), [constant(null), constant({ name: 'integer' })])
  const rows = selectOf(query, ROWS, [
    ...columns.map((column) => named(qualifiedColumn(ROWS, column), column)),
    named(none, TOUCHED_GROUP),
  ])
  const keys = groups.map(({ columns: own, keys: from, names }, i) => {
    const value = (column: string): OperationNode => {
      const at = own.indexOf(column)
      return at === -1 ? constant(null) : qualifiedColumn(KEYS, names[at]!)
    }
    const select = selectOf(from, KEYS, [
      ...columns.map((column) => named(value(column), column)),
      named(constant(i + 1), TOUCHED_GROUP),
    ])
    return SelectQueryNode.cloneWithFrontModifier(select, SelectModifierNode.create('Distinct'))
  })
  return { ...rows, setOperations: keys.map((select) => SetOperationNode.create('union', select, true)) }
}

function selectOf(query: OperationNode, alias: string, selections: readonly SelectionNode[]): SelectQueryNode {
  const from = AliasNode.create(query, IdentifierNode.create(alias))
  return SelectQueryNode.cloneWithSelections(SelectQueryNode.createFrom([from]), selections)
}

function named(node: OperationNode, name: string): SelectionNode {
  return SelectionNode.create(AliasNode.create(node, IdentifierNode.create(name)))
}
