import { type OperationNode, ParensNode, RawNode, SelectQueryNode, ValueNode } from 'kysely'
import { type NodeRules, refusal } from './node-rule.js'

const LOCKS = refusal(
  'FOR UPDATE or FOR SHARE on standard tables',
  'Leave it out: Snowflake locks a table for each UPDATE, DELETE and MERGE. On a hybrid table: modifyEnd(sql`for update`).',
)

const LATERAL = 'Use innerJoinLateral, leftJoinLateral or crossJoinLateral.'

/** What of a select Snowflake can. */
export const selectRules = {
  SelectQueryNode: {
    from: true,
    selections: true,
    distinctOn: refusal(
      'DISTINCT ON',
      'Keep one row of each key with deduplicate(…), or with qualify and row_number().',
    ),
    joins: true,
    groupBy: true,
    orderBy: true,
    where: true,
    frontModifiers: true,
    endModifiers: true,
    limit: true,
    offset: true,
    with: true,
    having: true,
    explain: true,
    setOperations: true,
    fetch: (_, { limit }) => (limit ? refusal('queries with both LIMIT and FETCH', 'Use one of the two.') : undefined),
    top: (_, { limit, fetch }) =>
      limit || fetch ? refusal('queries with both TOP and LIMIT or FETCH', 'Use one of them.') : undefined,
  },
  SelectionNode: { selection: true },
  SelectAllNode: {},
  SelectModifierNode: {
    modifier: (modifier) => (modifier === 'Distinct' ? undefined : LOCKS),
    rawModifier: true,
    of: LOCKS,
  },
  FromNode: { froms: true },
  JoinNode: {
    joinType: (type) =>
      type === 'OuterApply' || type === 'CrossApply' ? refusal('CROSS APPLY or OUTER APPLY', LATERAL) : undefined,
    table: true,
    on: true,
  },
  OnNode: { on: true },
  WhereNode: { where: true },
  HavingNode: { having: true },
  GroupByNode: { items: true },
  GroupByItemNode: { groupBy: true },
  OrderByNode: { items: true },
  OrderByItemNode: { orderBy: true, direction: true, nulls: true, collation: true },
  LimitNode: { limit: (node) => (isConstant(node) ? undefined : refusal('LIMIT of an expression', 'Use a number.')) },
  OffsetNode: {
    offset: (node) => (isConstant(node) ? undefined : refusal('OFFSET of an expression', 'Use a number.')),
  },
  FetchNode: {
    rowCount: true,
    modifier: (modifier) =>
      modifier === 'only'
        ? undefined
        : refusal('FETCH … WITH TIES', 'Use qualify with rank() over (…) <= n, which keeps ties.'),
  },
  TopNode: {
    expression: true,
    modifiers: refusal('TOP … PERCENT or WITH TIES', 'Use qualify with percent_rank() or rank() over (…).'),
  },
  SetOperationNode: {
    operator: true,
    expression: true,
    all: (all, { operator }) =>
      all && operator !== 'union'
        ? refusal(`${operator.toUpperCase()} ALL`, `Use ${operator}, which keeps one of equal rows, or a join.`)
        : undefined,
  },
  WithNode: {
    recursive: true,
    expressions: (expressions) =>
      expressions.every(({ expression }) => isQuery(expression))
        ? undefined
        : refusal('INSERT, UPDATE, DELETE or MERGE inside of WITH', 'Send it as a statement of its own.'),
  },
  CommonTableExpressionNode: {
    name: true,
    expression: true,
    materialized: () => refusal('[NOT] MATERIALIZED for a common table expression', 'Leave it out.'),
  },
  CommonTableExpressionNameNode: { table: true, columns: true },
  ExplainNode: {
    format: (format) =>
      format === 'json' || format === 'text'
        ? undefined
        : refusal(`EXPLAIN in the format "${format}"`, "Use explain(), explain('text') or explain('json')."),
    options: refusal('options of EXPLAIN', "Use explain(), explain('text') or explain('json')."),
  },
} satisfies NodeRules<SelectKind>

type SelectKind =
  | 'SelectQueryNode'
  | 'SelectionNode'
  | 'SelectAllNode'
  | 'SelectModifierNode'
  | 'FromNode'
  | 'JoinNode'
  | 'OnNode'
  | 'WhereNode'
  | 'HavingNode'
  | 'GroupByNode'
  | 'GroupByItemNode'
  | 'OrderByNode'
  | 'OrderByItemNode'
  | 'LimitNode'
  | 'OffsetNode'
  | 'FetchNode'
  | 'TopNode'
  | 'SetOperationNode'
  | 'WithNode'
  | 'CommonTableExpressionNode'
  | 'CommonTableExpressionNameNode'
  | 'ExplainNode'

function isConstant(node: Parameters<typeof ValueNode.is>[0]): boolean {
  return ValueNode.is(node) || RawNode.is(node)
}

function isQuery(node: OperationNode): boolean {
  return SelectQueryNode.is(node) || RawNode.is(node) || (ParensNode.is(node) && isQuery(node.node))
}
