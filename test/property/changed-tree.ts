import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  IdentifierNode,
  type OperationNode,
  OperatorNode,
  ParensNode,
  ReferenceNode,
  SelectAllNode,
  SelectionNode,
  SelectQueryNode,
  TableNode,
  ValueNode,
  WhereNode,
} from 'kysely'
import { isNode } from '../../src/core/nodes/is-node.js'
import type { Random } from '../oracles/random.js'

/** A place in a tree that can be another one. */
interface Change {
  readonly path: readonly (string | number)[]
  readonly value: unknown
}

const OPERATORS: { readonly [operator: string]: readonly string[] } = {
  '>': ['>=', '<'],
  '<': ['<=', '>'],
  '=': ['!=', '<='],
  '+': ['-', '*'],
  '-': ['+'],
  in: ['not in'],
  is: ['is not'],
  exists: ['not exists'],
}

const FUNCTIONS: { readonly [name: string]: string } = {
  'kerros.sum': 'max',
  sum: 'min',
  max: 'min',
  min: 'max',
  count: 'max',
  'kerros.upper': 'kerros.lower',
  rank: 'row_number',
  row_number: 'rank',
}

const JOINS: { readonly [type: string]: string } = {
  InnerJoin: 'LeftJoin',
  LeftJoin: 'InnerJoin',
  LateralInnerJoin: 'LateralLeftJoin',
  LateralLeftJoin: 'LateralInnerJoin',
}

/** A tree with one change that may give other rows: another number, operator, column, function, join, or a clause less. */
export function changedTree<N extends OperationNode>(root: N, random: Random): N {
  const changes: Change[] = []
  const columns = new Set<string>()
  const aliases = new Set<string>()
  visit(root, (node) => {
    if (node.kind === 'ColumnNode') columns.add((node as any).column.name)
    if (node.kind === 'ReferenceNode' && (node as any).table) aliases.add((node as any).table.table.identifier.name)
  })
  visit(root, (node, path) => {
    const at = (name: string, value: unknown): void => {
      changes.push({ path: [...path, name], value })
    }
    const found = node as any
    switch (node.kind) {
      case 'ValueNode':
        if (typeof found.value === 'number') at('value', found.value + 1)
        else if (typeof found.value === 'string' && found.value.length < 2) at('value', `${found.value}x`)
        break
      case 'PrimitiveValueListNode':
        at('values', found.values.slice(1))
        break
      case 'OperatorNode':
        for (const other of OPERATORS[found.operator] ?? []) at('operator', other)
        break
      case 'AndNode':
        changes.push({ path, value: found.left }, { path, value: found.right })
        break
      case 'OrNode':
        changes.push({ path, value: found.left }, { path, value: found.right })
        break
      case 'AggregateFunctionNode':
        if (FUNCTIONS[found.func] && found.aggregated.length === 1) at('func', FUNCTIONS[found.func])
        at('distinct', !found.distinct)
        if (found.filter) at('filter', undefined)
        break
      case 'FunctionNode':
        if (FUNCTIONS[found.func]) at('func', FUNCTIONS[found.func])
        if (found.func === 'coalesce') at('arguments', [...found.arguments].reverse())
        break
      case 'JoinNode':
        if (JOINS[found.joinType]) at('joinType', JOINS[found.joinType])
        break
      case 'ColumnNode':
        for (const other of ['a', 'b', 'k', 's', 't', 'c0', 'c1', 'v0', 'g0'])
          if (columns.has(other)) changes.push({ path: [...path, 'column', 'name'], value: other })
        break
      case 'TableNode':
        for (const other of ['x', 'y', 'z'])
          if (
            'xyz'.includes(found.table.identifier.name) &&
            other !== found.table.identifier.name &&
            path.at(-1) === 'node'
          )
            changes.push({ path: [...path, 'table', 'identifier', 'name'], value: other })
        break
      case 'ReferenceNode':
        for (const other of aliases)
          if (found.table && other !== found.table.table.identifier.name) at('table', TableNode.create(other))
        break
      case 'SetOperationNode':
        at('all', !found.all)
        for (const other of ['union', 'intersect', 'except']) if (other !== found.operator) at('operator', other)
        break
      case 'OrderByItemNode':
        at('direction', { kind: 'RawNode', sqlFragments: ['desc'], parameters: [] })
        break
      case 'SelectQueryNode':
        for (const clause of ['where', 'having', 'limit', 'orderBy', 'endModifiers', 'frontModifiers', 'setOperations'])
          if (found[clause]) at(clause, undefined)
        if (!found.frontModifiers) at('frontModifiers', [{ kind: 'SelectModifierNode', modifier: 'Distinct' }])
        if (found.groupBy?.items.length > 1) at('groupBy', { ...found.groupBy, items: found.groupBy.items.slice(1) })
        break
    }
  })
  if (changes.length === 0) return root
  const { path, value } = random.one(changes)
  return withValue(root, path, value) as N
}

/**
 * Two trees that have a condition on one of the tables of the outermost select: within a select of the table, and among the conditions of
 * all rows. They return the same rows unless the table is optional.
 *
 * @param columnsOf The names of the columns of a table.
 */
export function filteredTrees(
  root: OperationNode,
  random: Random,
  columnsOf: (table: string) => readonly string[],
): readonly [OperationNode, OperationNode] | undefined {
  if (!SelectQueryNode.is(root) || root.setOperations) return undefined
  const items = [...(root.from?.froms ?? []), ...(root.joins ?? []).map((join) => join.table)].flatMap((item) =>
    AliasNode.is(item) && TableNode.is(item.node) && IdentifierNode.is(item.alias)
      ? [{ item, table: item.node, alias: item.alias.name }]
      : [],
  )
  const found = items.filter(({ table }) => columnsOf(table.table.identifier.name).length > 0)
  if (found.length === 0) return undefined
  const { item, table, alias } = random.one(found)
  const column = random.one(columnsOf(table.table.identifier.name))
  const isKnown = (of: string): OperationNode =>
    BinaryOperationNode.create(
      ReferenceNode.create(ColumnNode.create(column), TableNode.create(of)),
      OperatorNode.create('is not'),
      ValueNode.createImmediate(null),
    )
  const name = table.table.identifier.name
  const all = SelectQueryNode.cloneWithSelections(SelectQueryNode.createFrom([table]), [
    SelectionNode.create(SelectAllNode.create() as never),
  ])
  const within = AliasNode.create({ ...all, where: WhereNode.create(isKnown(name)) } as OperationNode, item.alias)
  const swap = (each: OperationNode): OperationNode => (each === item ? within : each)
  const inside = {
    ...root,
    ...(root.from && { from: { ...root.from, froms: root.from.froms.map(swap) } }),
    ...(root.joins && { joins: root.joins.map((join) => ({ ...join, table: swap(join.table) })) }),
  }
  const where = root.where ? AndNode.create(ParensNode.create(root.where.where), isKnown(alias)) : isKnown(alias)
  return [inside, { ...root, where: WhereNode.create(where) } as OperationNode]
}

/** A tree that says the same in other words: other aliases, tables within selects, conditions in another order. */
export function rewrittenTree<N extends OperationNode>(root: N, random: Random): N {
  return rewritten(root, random, new Map()) as N
}

function rewritten(node: unknown, random: Random, aliases: Map<string, string>): unknown {
  if (Array.isArray(node)) return node.map((each) => rewritten(each, random, aliases))
  if (!isNode(node) || node.kind === 'ValueNode') return node
  if (node.kind === 'ReferenceNode') {
    const { table } = node as any
    const name = table && aliases.get(table.table.identifier.name)
    return name === undefined ? node : { ...node, table: TableNode.create(name) }
  }
  if (SelectQueryNode.is(node)) return rewrittenSelect(node, random, aliases)
  if (node.kind === 'BinaryOperationNode' && (node as any).rightOperand.kind === 'AndNode') {
    const { left, right } = (node as any).rightOperand
    const [of, low, high] = [(node as any).leftOperand, left, right].map((each) => rewritten(each, random, aliases))
    return { ...node, leftOperand: of, rightOperand: { kind: 'AndNode', left: low, right: high } }
  }
  if (node.kind === 'BinaryOperationNode' && (node as any).operator.operator === '=' && random.below(2) === 0) {
    const { leftOperand, rightOperand } = node as any
    const [left, right] = [leftOperand, rightOperand].map((each) => rewritten(each, random, aliases))
    return { ...node, leftOperand: right, rightOperand: left }
  }
  if (node.kind === 'AndNode') {
    const { left, right } = node as any
    const parts = [left, right].map((each) => rewritten(each, random, aliases))
    return { ...node, left: parts[1], right: parts[0] }
  }
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, rewritten(value, random, aliases)]))
}

function rewrittenSelect(node: SelectQueryNode, random: Random, outer: Map<string, string>): SelectQueryNode {
  const aliases = new Map(outer)
  const items = [...(node.from?.froms ?? []), ...(node.joins ?? []).map((join) => join.table)]
  for (const item of items)
    if (AliasNode.is(item) && IdentifierNode.is(item.alias))
      aliases.set(item.alias.name, `${item.alias.name}_${random.below(100)}`)
    else if (TableNode.is(item)) aliases.delete(item.table.identifier.name)
  const item = (each: OperationNode): OperationNode => {
    if (!AliasNode.is(each) || !IdentifierNode.is(each.alias)) return rewritten(each, random, aliases) as OperationNode
    const alias = IdentifierNode.create(aliases.get(each.alias.name)!)
    if (!TableNode.is(each.node) || random.below(2) === 0)
      return { ...each, alias, node: rewritten(each.node, random, aliases) } as AliasNode
    const all = SelectQueryNode.cloneWithSelections(SelectQueryNode.createFrom([each.node]), [
      SelectionNode.create(SelectAllNode.create() as never),
    ])
    return { ...each, alias, node: all } as AliasNode
  }
  const { from, joins, ...rest } = node
  return {
    ...(rewritten({ ...rest, kind: 'Rest' }, random, aliases) as object),
    kind: 'SelectQueryNode',
    ...(from && { from: { ...from, froms: from.froms.map(item) } }),
    ...(joins && {
      joins: joins.map((join) => ({
        ...(rewritten({ ...join, table: undefined }, random, aliases) as object),
        table: item(join.table),
      })),
    }),
  } as unknown as SelectQueryNode
}

function visit(
  value: unknown,
  see: (node: OperationNode, path: readonly (string | number)[]) => void,
  path: readonly (string | number)[] = [],
): void {
  if (Array.isArray(value)) for (const [i, each] of value.entries()) visit(each, see, [...path, i])
  else if (isNode(value)) {
    see(value, path)
    for (const [name, each] of Object.entries(value)) if (typeof each === 'object') visit(each, see, [...path, name])
  } else if (typeof value === 'object' && value !== null && !(value instanceof Date))
    for (const [name, each] of Object.entries(value)) if (typeof each === 'object') visit(each, see, [...path, name])
}

function withValue(node: any, [first, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (first === undefined) return value
  if (Array.isArray(node)) return node.map((each, i) => (i === first ? withValue(each, rest, value) : each))
  return { ...node, [first]: withValue(node[first], rest, value) }
}
