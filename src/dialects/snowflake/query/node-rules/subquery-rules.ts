import {
  AggregateFunctionNode,
  AliasNode,
  AndNode,
  BinaryOperationNode,
  FunctionNode,
  IdentifierNode,
  type JoinNode,
  type OperationNode,
  type OperationNodeKind,
  OperatorNode,
  OrNode,
  ParensNode,
  RawNode,
  ReferenceNode,
  SelectQueryNode,
  TableNode,
  UnaryOperationNode,
} from 'kysely'
import { canonicalName } from '../../../../core/functions/call/canonical-function.js'
import { isNode } from '../../../../core/nodes/is-node.js'
import { snowflakeOnlyName } from '../snowflake-only.js'
import { type Refusal, refusal } from './node-rule.js'

/** Where in its statement an expression is, as far as it matters to subqueries in it. */
type Place = 'where' | 'negated' | 'or' | 'set' | 'value'

/** How a subquery is used. */
type Use = 'scalar' | 'exists' | 'in'

/** Names of tables and aliases, in lower case. */
type Names = ReadonlySet<string>

const SEMI_JOIN =
  "Left join the other rows, one for each key, and test that key for NULL: leftJoin(db.selectFrom('o').select('o.id').distinct().as('o'), …).where('o.id', 'is not', null)."
const FIRST_ROW = 'Use max(…) or min(…), or join rows of which topN or deduplicate has kept the first.'

/**
 * What Snowflake's optimizer refuses of subqueries that use columns of the query around them, as "Unsupported subquery type
 * cannot be evaluated". A column without a table is read as the subquery's own; raw SQL is not looked into.
 *
 * @see https://docs.snowflake.com/en/user-guide/querying-subqueries
 * @see https://docs.snowflake.com/en/sql-reference/operators-subquery
 */
export function subqueryRefusal(root: OperationNode): Refusal | undefined {
  return SelectQueryNode.is(root) ? inSelect(root, NONE) : within(root, NONE, 'value')
}

const NONE: Names = new Set()

function within(node: OperationNode, outer: Names, place: Place): Refusal | undefined {
  if (RawNode.is(node)) return undefined
  switch (node.kind) {
    case 'SetOperationNode':
    case 'CommonTableExpressionNode': {
      const { expression } = node as unknown as { expression: OperationNode }
      return SelectQueryNode.is(expression) ? inSelect(expression, outer) : within(expression, outer, 'value')
    }
    case 'UpdateQueryNode':
    case 'DeleteQueryNode':
    case 'MergeQueryNode':
      return inClauses(node, both(outer, namesOf(node)))
    case 'WhereNode':
      return inCondition((node as unknown as { where: OperationNode }).where, outer, 'where')
    case 'ColumnUpdateNode':
      return inCondition((node as unknown as { value: OperationNode }).value, outer, 'set')
    default:
      return inCondition(node, outer, place)
  }
}

/** A query's own clauses; its FROM and joins know each other only where they are lateral. */
function inSelect(select: SelectQueryNode, outer: Names): Refusal | undefined {
  return inClauses(select, both(outer, namesOf(select)), outer)
}

function inClauses(node: OperationNode, names: Names, outer: Names = names): Refusal | undefined {
  for (const [property, value] of Object.entries(node)) {
    const isTable = property === 'from' || property === 'joins' || property === 'using' || property === 'into'
    const found = isTable ? inTables(value, names, outer) : first(value, (child) => within(child, names, 'value'))
    if (found) return found
  }
  return undefined
}

function inTables(value: unknown, names: Names, outer: Names): Refusal | undefined {
  return first(value, (item) => {
    if (item.kind === ('JoinNode' satisfies OperationNodeKind)) return inJoin(item as JoinNode, names, outer)
    if (item.kind === 'FromNode' || item.kind === 'UsingNode') return inTables(Object.values(item), names, outer)
    return inDerived(item, outer)
  })
}

function inJoin({ joinType, table, on }: JoinNode, names: Names, outer: Names): Refusal | undefined {
  const isLateral = joinType.startsWith('Lateral')
  const select = selectOf(table)
  if (isLateral && select && hasLimit(select) && isCorrelated(select, names))
    return refusal('LIMIT in a lateral join that uses columns of the tables before it', FIRST_ROW)
  return inDerived(table, isLateral ? names : outer) ?? (on && within(on, names, 'value'))
}

function inDerived(item: OperationNode, outer: Names): Refusal | undefined {
  const select = selectOf(item)
  return select && inSelect(select, outer)
}

/** An expression: what WHERE joins by AND may hold more than others. */
function inCondition(node: OperationNode, names: Names, place: Place): Refusal | undefined {
  if (RawNode.is(node)) return undefined
  if (SelectQueryNode.is(node)) return subquery(node, names, 'scalar', place)
  if (ParensNode.is(node)) return inCondition(node.node, names, place)
  // What NOT turns around: not (a and b) is not a or not b.
  if (OrNode.is(node) || (AndNode.is(node) && place === 'negated')) {
    const inner = place === 'where' || place === 'negated' ? 'or' : place
    return inCondition(node.left, names, inner) ?? inCondition(node.right, names, inner)
  }
  if (AndNode.is(node)) return inCondition(node.left, names, place) ?? inCondition(node.right, names, place)
  if (UnaryOperationNode.is(node)) return inUnary(node, names, place)
  // FILTER is no WHERE of the query: Snowflake gets it as a condition in the aggregate's argument.
  if (AggregateFunctionNode.is(node) && node.filter) {
    const { filter, ...rest } = node
    return inCondition(filter.where, names, 'value') ?? inCondition(rest, names, place)
  }
  if (BinaryOperationNode.is(node)) {
    const select = isListTest(node) ? selectOf(node.rightOperand) : undefined
    const found = select && subquery(select, names, 'in', place)
    const inner = place === 'set' ? 'set' : 'value'
    return (
      found ??
      inCondition(node.leftOperand, names, inner) ??
      (select ? undefined : inCondition(node.rightOperand, names, inner))
    )
  }
  return first(Object.values(node), (child) => within(child, names, place === 'set' ? 'set' : 'value'))
}

function inUnary({ operator, operand }: UnaryOperationNode, names: Names, place: Place): Refusal | undefined {
  const name = OperatorNode.is(operator) ? operator.operator : undefined
  const select = name === 'exists' || name === 'not exists' ? selectOf(operand) : undefined
  if (select) return subquery(select, names, 'exists', place)
  return inCondition(operand, names, name === 'not' ? turned(place) : 'value')
}

function turned(place: Place): Place {
  if (place === 'where') return 'negated'
  return place === 'negated' ? 'where' : place
}

function subquery(select: SelectQueryNode, names: Names, use: Use, place: Place): Refusal | undefined {
  if (!isCorrelated(select, names)) return inSelect(select, names)
  return correlated(select, names, use, place) ?? inSelect(select, names)
}

function correlated(select: SelectQueryNode, names: Names, use: Use, place: Place): Refusal | undefined {
  if (hasLimit(select))
    return refusal('LIMIT, OFFSET or FETCH in a subquery that uses columns of the query around it', FIRST_ROW)
  if (flattensOuter(select, names))
    return refusal(
      'FLATTEN of a column of the query around it in a subquery',
      'Flatten in the outer query, with crossJoinLateral, and group its rows.',
    )
  if (place === 'set')
    return refusal(
      'UPDATE that sets a column to a subquery over the updated row',
      "Name the subquery in from and join it in where: updateTable('t').from(query.as('q')).set(…).whereRef('q.id', '=', 't.id').",
    )
  if (use === 'scalar')
    return isOneRow(select)
      ? undefined
      : refusal(
          'scalar subquery that uses columns of the query around it and may give several rows',
          'Select an aggregate without groupBy, such as max(…) or anyValue(…), or join the table.',
        )
  if (place === 'where' || place === 'negated') return undefined
  const what = use === 'exists' ? 'EXISTS' : 'IN (select …)'
  const where = place === 'or' ? 'under OR' : 'outside of the conditions that WHERE joins by AND'
  return refusal(`${what} with columns of the query around it ${where}`, SEMI_JOIN)
}

/** Whether a query always gives one row: it aggregates and has no groups. */
function isOneRow({ groupBy, setOperations, selections = [] }: SelectQueryNode): boolean {
  return !groupBy && !setOperations && selections.some((selection) => aggregates(selection))
}

function aggregates(node: OperationNode): boolean {
  if (AggregateFunctionNode.is(node)) return !node.over
  // What raw SQL selects is its author's.
  if (RawNode.is(node)) return true
  return !SelectQueryNode.is(node) && some(node, aggregates)
}

function hasLimit({ limit, offset, fetch, top }: SelectQueryNode): boolean {
  return Boolean(limit || offset || fetch || top)
}

/** Whether something in a query refers to tables around it. */
function isCorrelated(select: SelectQueryNode, outer: Names): boolean {
  return refersTo(select, outer)
}

function refersTo(node: OperationNode, outer: Names): boolean {
  if (ReferenceNode.is(node)) return node.table !== undefined && outer.has(nameOf(node.table) ?? '')
  if (!SelectQueryNode.is(node)) return some(node, (child) => refersTo(child, outer))
  const own = namesOf(node)
  const visible = new Set([...outer].filter((name) => !own.has(name)))
  return some(node, (child) => refersTo(child, visible))
}

function flattensOuter(node: OperationNode, outer: Names): boolean {
  if (FunctionNode.is(node) && FLATTENS.has(node.func)) return some(node, (child) => refersTo(child, outer))
  return some(node, (child) => flattensOuter(child, outer))
}

const FLATTENS: ReadonlySet<string> = new Set([
  canonicalName('flatten'),
  canonicalName('split_to_table'),
  snowflakeOnlyName('flatten'),
])

/** The names that a statement's FROM, joins, USING and target give to their tables. */
function namesOf(node: OperationNode): Names {
  const { from, joins, using, into, table } = node as unknown as Readonly<Record<string, unknown>>
  const names = new Set<string>()
  const add = (item: OperationNode): undefined => {
    if (item.kind === 'FromNode' || item.kind === 'UsingNode') first(Object.values(item), add)
    else if (item.kind === 'JoinNode') add((item as JoinNode).table)
    else names.add(nameOf(item) ?? '')
    return undefined
  }
  for (const part of [from, joins, using, into, table]) first(part, add)
  names.delete('')
  return names
}

function nameOf(item: OperationNode): string | undefined {
  if (TableNode.is(item)) return item.table.identifier.name.toLowerCase()
  return AliasNode.is(item) && IdentifierNode.is(item.alias) ? item.alias.name.toLowerCase() : undefined
}

function selectOf(node: OperationNode): SelectQueryNode | undefined {
  if (AliasNode.is(node) || ParensNode.is(node)) return selectOf(node.node)
  return SelectQueryNode.is(node) ? node : undefined
}

function isListTest({ operator }: BinaryOperationNode): boolean {
  return OperatorNode.is(operator) && (operator.operator === 'in' || operator.operator === 'not in')
}

function both(one: Names, other: Names): Names {
  return new Set([...one, ...other])
}

/** The first thing that one of the nodes in a value gives. */
function first(value: unknown, of: (node: OperationNode) => Refusal | undefined): Refusal | undefined {
  if (Array.isArray(value)) {
    for (const item of value) {
      const found = first(item, of)
      if (found) return found
    }
    return undefined
  }
  return isNode(value) ? of(value) : undefined
}

function some(node: OperationNode, holds: (child: OperationNode) => boolean): boolean {
  const any = (value: unknown): boolean => (Array.isArray(value) ? value.some(any) : isNode(value) && holds(value))
  return Object.values(node).some(any)
}
