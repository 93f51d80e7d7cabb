import {
  AliasNode,
  CommonTableExpressionNameNode,
  CommonTableExpressionNode,
  FunctionNode,
  IdentifierNode,
  type OperationNode,
  OperationNodeTransformer,
  SelectionNode,
  SelectModifierNode,
  SelectQueryNode,
  SetOperationNode,
  TableNode,
} from 'kysely'
import { canonicalName } from '../../functions/call/canonical-function.js'
import { constant } from '../../nodes/immediate.js'
import { prependCtes } from '../../nodes/prepend-ctes.js'
import { qualifiedColumn } from '../../nodes/qualified-column.js'
import { readTouched, touchedNode } from '../../nodes/touched.js'
import type { TouchedGroups } from './touched-groups.js'

/** The column by which a batch's rows differ from the keys of touched groups: NULL, or the number of the groups from 1. */
export const TOUCHED_GROUP = 'kerros_touched'

const ROWS = 'kerros_rows'

/**
 * A query of new rows with the keys of the groups that it computes again, so that both are of one moment:
 *
 * ```sql
 * with "kerros_keys_1" as (KEYS)
 * select "kerros_rows"."user_id", "kerros_rows"."n", cast(null as integer) as "kerros_touched" from (QUERY) as "kerros_rows"
 * union all select distinct "kerros_keys_1"."user_id", null, 1 from "kerros_keys_1"
 * ```
 *
 * where QUERY reads the keys from there too.
 */
export function batchQuery(
  query: OperationNode,
  columns: readonly string[],
  groups: readonly TouchedGroups[],
): OperationNode {
  const none = FunctionNode.create(canonicalName('cast'), [constant(null), constant({ name: 'integer' })])
  const replaced = new KeysReader(new Map(groups.map(({ written, names }, i) => [written, selectKeys(i, names)])))
  const rows = selectFrom(AliasNode.create(replaced.transformNode(query), IdentifierNode.create(ROWS)), [
    ...columns.map((column) => named(qualifiedColumn(ROWS, column), column)),
    named(none, TOUCHED_GROUP),
  ])
  const keys = groups.map(({ columns: own, names }, i) => {
    const value = (column: string): OperationNode => {
      const at = own.indexOf(column)
      return at === -1 ? constant(null) : qualifiedColumn(keysName(i), names[at]!)
    }
    const select = selectFrom(TableNode.create(keysName(i)), [
      ...columns.map((column) => named(value(column), column)),
      named(constant(i + 1), TOUCHED_GROUP),
    ])
    return SelectQueryNode.cloneWithFrontModifier(select, SelectModifierNode.create('Distinct'))
  })
  return prependCtes(
    { ...rows, setOperations: keys.map((select) => SetOperationNode.create('union', select, true)) } as SelectQueryNode,
    groups.map((group, i) =>
      CommonTableExpressionNode.create(CommonTableExpressionNameNode.create(keysName(i)), group.keys),
    ),
  )
}

/** Reads the keys of `touched` from the common table expressions that hold them. */
class KeysReader extends OperationNodeTransformer {
  readonly #keys: ReadonlyMap<SelectQueryNode, SelectQueryNode>

  constructor(keys: ReadonlyMap<SelectQueryNode, SelectQueryNode>) {
    super()
    this.#keys = keys
  }

  protected override transformFunction(node: FunctionNode): FunctionNode {
    const touched = readTouched(node)
    const keys = touched && this.#keys.get(touched.keys)
    return keys ? touchedNode({ ...touched, keys }) : super.transformFunction(node)
  }
}

function keysName(i: number): string {
  return `kerros_keys_${i + 1}`
}

function selectKeys(i: number, names: readonly string[]): SelectQueryNode {
  const selections = names.map((name) => SelectionNode.create(qualifiedColumn(keysName(i), name)))
  return selectFrom(TableNode.create(keysName(i)), selections)
}

function selectFrom(from: OperationNode, selections: readonly SelectionNode[]): SelectQueryNode {
  return SelectQueryNode.cloneWithSelections(SelectQueryNode.createFrom([from]), selections)
}

function named(node: OperationNode, name: string): SelectionNode {
  return SelectionNode.create(AliasNode.create(node, IdentifierNode.create(name)))
}
