import {
  type AggregateFunctionNode,
  BinaryOperationNode,
  type FunctionNode,
  type OperationNode,
  ReferenceNode,
  SelectAllNode,
  SelectionNode,
  TableNode,
} from 'kysely'
import { checkWindow } from '../../../../core/render/check-window.js'
import { emptyListTest } from '../../../../core/render/empty-list.js'
import { checkDataType } from '../snowflake-data-type.js'
import { type NodeRules, type Refusal, refusal } from './node-rule.js'
import { checkOperator } from './operator-rules.js'

const EMPTY_LIST = refusal('empty lists', "Check the list before, or compare with 'in' or 'not in'.")
const FROM_THE_END = refusal('positions in an array from its end', 'Use get(x, array_size(x) - 1).')

/** What of expressions and names Snowflake can. */
export const expressionRules = {
  IdentifierNode: { name: true },
  SchemableIdentifierNode: { schema: true, identifier: true },
  TableNode: { table: true },
  ColumnNode: { column: true },
  ReferenceNode: { column: true, table: true },
  AliasNode: { node: true, alias: true },
  RawNode: { sqlFragments: checkFragments, parameters: true },
  ListNode: { items: true },
  ParensNode: { node: true },
  TupleNode: { values: true },
  ValueNode: { value: true, immediate: true },
  ValueListNode: { values: checkList },
  PrimitiveValueListNode: { values: checkList },
  AndNode: { left: true, right: true },
  OrNode: { left: true, right: true },
  BinaryOperationNode: { leftOperand: true, operator: true, rightOperand: true },
  UnaryOperationNode: { operator: true, operand: true },
  OperatorNode: { operator: (operator, _, parent) => checkOperator(operator, parent) },
  CaseNode: {
    value: true,
    when: true,
    else: true,
    isStatement: refusal('CASE as a statement outside of scripts', 'Use end() instead of endCase().'),
  },
  CastNode: { expression: true, dataType: true },
  DataTypeNode: { dataType: (type) => checkDataType(type) },
  CollateNode: { collation: true },
  FunctionNode: { func: checkFunction, arguments: true },
  AggregateFunctionNode: {
    func: checkAggregate,
    aggregated: true,
    distinct: true,
    orderBy: true,
    withinGroup: true,
    filter: true,
    over: true,
  },
  OverNode: { partitionBy: true, orderBy: true },
  PartitionByNode: { items: true },
  PartitionByItemNode: { partitionBy: true },
  JSONReferenceNode: { reference: true, traversal: true },
  JSONPathNode: {
    inOperator: true,
    pathLegs: (_, { inOperator }) =>
      inOperator ? undefined : refusal('JSON paths as values', "Use path(x, 'key', 0), or eb.ref(column, '->$')."),
  },
  JSONPathLegNode: {
    type: true,
    value: (value, { type }) => (type === 'ArrayLocation' && !isPosition(value) ? FROM_THE_END : undefined),
  },
  JSONOperatorChainNode: {
    operator: true,
    values: (values) =>
      values.some(({ value }) => typeof value !== 'string' && !isPosition(value)) ? FROM_THE_END : undefined,
  },
} satisfies NodeRules<ExpressionKind>

type ExpressionKind =
  | 'IdentifierNode'
  | 'SchemableIdentifierNode'
  | 'TableNode'
  | 'ColumnNode'
  | 'ReferenceNode'
  | 'AliasNode'
  | 'RawNode'
  | 'ListNode'
  | 'ParensNode'
  | 'TupleNode'
  | 'ValueNode'
  | 'ValueListNode'
  | 'PrimitiveValueListNode'
  | 'AndNode'
  | 'OrNode'
  | 'BinaryOperationNode'
  | 'UnaryOperationNode'
  | 'OperatorNode'
  | 'CaseNode'
  | 'CastNode'
  | 'DataTypeNode'
  | 'CollateNode'
  | 'FunctionNode'
  | 'AggregateFunctionNode'
  | 'OverNode'
  | 'PartitionByNode'
  | 'PartitionByItemNode'
  | 'JSONReferenceNode'
  | 'JSONPathNode'
  | 'JSONPathLegNode'
  | 'JSONOperatorChainNode'

function isPosition(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

/** An empty list is compared with by `in` and `not in` only, which need no list then. */
function checkList(values: readonly unknown[], _: unknown, parent: OperationNode | undefined): Refusal | undefined {
  if (values.length > 0) return undefined
  return parent && BinaryOperationNode.is(parent) && emptyListTest(parent) !== undefined ? undefined : EMPTY_LIST
}

/** How the helpers of `kysely/helpers` begin, each of which is one engine's own SQL. */
const JSON_HELPER =
  /^(\(select (cast\()?coalesce\(json_|\(select (to_json|json_object)\(|coalesce\(\(select \* from |json_(build_)?object\()/

function checkFragments([first = '']: readonly string[]): Refusal | undefined {
  return JSON_HELPER.test(first)
    ? refusal(
        'jsonArrayFrom, jsonObjectFrom or jsonBuildObject of kysely/helpers',
        'Join the other table and use arrayAgg(objectConstruct({ … })) with groupBy; for one object use objectConstruct({ … }).',
      )
    : undefined
}

/** Helpers of Kysely that mean functions of other engines. */
function checkFunction(func: string, node: FunctionNode): Refusal | undefined {
  if (func === 'any') return refusal('ANY of an array', 'Use arrayContains(x, value), or a subquery with in.')
  if (func === 'to_json' && node.arguments.some(isTable))
    return refusal('TO_JSON of a table', 'Use objectConstruct({ … }) with the columns by name.')
  return undefined
}

function checkAggregate(func: string, node: AggregateFunctionNode): Refusal | undefined {
  if (func === 'json_agg') return refusal('JSON_AGG', 'Use arrayAgg(objectConstruct({ … })).')
  const unsupported = checkWindow(node)
  if (unsupported) return refusal(unsupported.what, unsupported.hint)
  const [first] = node.aggregated
  const counted = first && SelectionNode.is(first) ? first.selection : first
  if (func === 'count' && counted && ReferenceNode.is(counted) && SelectAllNode.is(counted.column))
    return refusal(
      'COUNT(table.*) of rows: it leaves out every row that has a NULL',
      'Use countAll(), or count(…) of a column that is never NULL.',
    )
  return undefined
}

function isTable(node: OperationNode): boolean {
  return TableNode.is(node)
}
