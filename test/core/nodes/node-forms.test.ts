import {
  AggregateFunctionNode,
  AliasNode,
  ColumnNode,
  ExpressionWrapper,
  FunctionNode,
  IdentifierNode,
  type OperationNode,
  OrderByItemNode,
  OrderByNode,
  OverNode,
  ParensNode,
  RawNode,
  ReferenceNode,
  SelectAllNode,
  SelectionNode,
  SelectModifierNode,
  SelectQueryNode,
  sql,
  TableNode,
  ValueNode,
} from 'kysely'
import { describe, expect, it } from 'vitest'
import { allExceptNode, readAllExcept } from '../../../src/core/nodes/all-except.js'
import { constant, immediate, immediateText, immediateType } from '../../../src/core/nodes/immediate.js'
import { operand } from '../../../src/core/nodes/operand.js'
import { qualifiedColumn } from '../../../src/core/nodes/qualified-column.js'
import { qualifyNode, takeQualify } from '../../../src/core/nodes/qualify.js'
import { selectedNames } from '../../../src/core/nodes/selected-names.js'
import { unwrapRaw } from '../../../src/core/nodes/unwrap-raw.js'
import { frameNode, takeFrame, withFrame } from '../../../src/core/nodes/window-frame.js'
import { duckDb, sqlOf } from '../functions/run-case.js'

const textOf = (node: OperationNode): string => sqlOf(duckDb(), new ExpressionWrapper(node))
const id = ColumnNode.create('id')

describe('all columns but some', () => {
  it.each<[names: readonly [string, ...string[]], text: string]>([
    [['a'], '"m".* exclude ("a")'],
    [['a', 'b'], '"m".* exclude ("a", "b")'],
    [['a', 'b', 'c'], '"m".* exclude ("a", "b", "c")'],
  ])('are written and read again: %j', (names, text) => {
    const node = allExceptNode('m', names)
    expect(textOf(node)).toBe(text)
    expect(readAllExcept(node)).toEqual({ alias: 'm', names: new Set(names) })
  })

  const exclude = (...parameters: OperationNode[]) => RawNode.create(['', ' exclude (', ')'], parameters)
  it.each<[what: string, node: OperationNode]>([
    ['a column', id],
    [
      'other raw SQL',
      RawNode.create(['', ' replace (', ')'], [ReferenceNode.createSelectAll(TableNode.create('m')), id]),
    ],
    ['raw SQL about a table', exclude(TableNode.create('m'), id)],
    ['raw SQL about one column', exclude(qualifiedColumn('m', 'a'), id)],
    ['raw SQL about all of everything', exclude(ReferenceNode.create(SelectAllNode.create() as never), id)],
    ['raw SQL about nothing', exclude()],
  ])('are not %s', (_, node) => {
    expect(readAllExcept(node)).toBeUndefined()
  })
})

describe('constants of a call', () => {
  it('are what they were made with, and nothing else is one', () => {
    expect([constant('x'), constant(null), id, undefined].map(immediate)).toEqual(['x', null, undefined, undefined])
    expect(immediateText(constant('x'))).toBe('x')
    expect(immediateType(constant({ name: 'date' }))).toEqual({ name: 'date' })
    for (const value of [undefined, constant(1), constant(null), id])
      expect(() => immediateText(value)).toThrow('a canonical function was made without its constant text')
    for (const value of [undefined, constant('date'), constant(null), constant({}), constant(1)])
      expect(() => immediateType(value)).toThrow('a canonical function was made without its type')
  })
})

it('the operand of an operator is in parentheses, unless nothing can come between', () => {
  const x = ValueNode.createImmediate(1)
  const simple = [
    id,
    qualifiedColumn('t', 'id'),
    x,
    FunctionNode.create('f', [x]),
    AggregateFunctionNode.create('max', [x]),
    ParensNode.create(x),
  ]
  for (const node of simple) expect(operand(node)).toBe(node)
  expect(textOf(operand(sql`a or b`.toOperationNode()))).toBe('(a or b)')
})

describe('QUALIFY', () => {
  const [a, b] = ['a', 'b'].map((name) => ColumnNode.create(name))
  const marker = (node: OperationNode) => SelectModifierNode.createWithExpression(qualifyNode(node))
  const select = (...endModifiers: SelectModifierNode[]) => ({ ...SelectQueryNode.create(), endModifiers })
  const lock = SelectModifierNode.create('ForUpdate')
  const other = SelectModifierNode.createWithExpression(FunctionNode.create('other', [a!]))

  it('is taken out, and what else ends the select stays', () => {
    expect(takeQualify(SelectQueryNode.create())).toEqual({ select: SelectQueryNode.create(), predicate: undefined })
    const plain = select(lock, other)
    expect(takeQualify(plain)).toEqual({ select: plain, predicate: undefined })
    expect(takeQualify(select(marker(a!)))).toEqual({ select: SelectQueryNode.create(), predicate: a })
    expect(takeQualify(select(lock, marker(a!), other))).toEqual({ select: select(lock, other), predicate: a })
  })

  it('of two helpers is both, in their order', () => {
    const { predicate } = takeQualify(select(marker(a!), marker(b!)))
    expect(textOf(predicate!)).toBe('"a" and "b"')
  })
})

it('names of a select list are known where they are listed one by one', () => {
  const names = (...selections: OperationNode[]) =>
    selectedNames(
      SelectQueryNode.cloneWithSelections(
        SelectQueryNode.create(),
        selections.map((node) => SelectionNode.create(node as never)),
      ),
    )
  const aliased = AliasNode.create(ValueNode.create(1), IdentifierNode.create('one'))
  expect(names(id, qualifiedColumn('t', 'kind'), aliased)).toEqual(['id', 'kind', 'one'])
  expect(selectedNames(SelectQueryNode.create())).toEqual([])
  expect(names(id, ReferenceNode.createSelectAll(TableNode.create('t')))).toBeUndefined()
  expect(names(id, SelectAllNode.create())).toBeUndefined()
  expect(names(sql`1 as one`.toOperationNode(), id)).toBeUndefined()
  expect(names(AliasNode.create(id, sql`one`.toOperationNode()))).toBeUndefined()
})

it('what raw SQL only puts parentheses around is what is inside of it', () => {
  const raw = (first: string, last: string, ...more: OperationNode[]) =>
    unwrapRaw(RawNode.create([first, ...more.map(() => ''), last], [id, ...more]))
  expect([raw('', ''), raw('(', ')'), raw('\n ( (', ') )')]).toEqual([id, id, id])
  expect([raw('x(', ')'), raw('(', ') x'), raw('(', ')', id)]).toEqual([undefined, undefined, undefined])
  expect(unwrapRaw(id)).toBeUndefined()
  expect(unwrapRaw(sql`()`.toOperationNode())).toBeUndefined()
})

describe('the frame of a window', () => {
  const item = (node: OperationNode) => OrderByItemNode.create(node)
  const ordered = (...items: OrderByItemNode[]) => ({ ...OverNode.create(), orderBy: OrderByNode.create(items) })
  const frame = item(frameNode('rows 1'))

  it('is taken out of its order', () => {
    const none = OverNode.create()
    expect(takeFrame(none)).toEqual({ over: none, frame: undefined })
    const plain = ordered(item(id), item(FunctionNode.create('f', [constant('rows 1')])))
    expect(takeFrame(plain)).toEqual({ over: plain, frame: undefined })
    expect(takeFrame(ordered(item(id), frame))).toEqual({ over: ordered(item(id)), frame: 'rows 1' })
    expect(takeFrame(ordered(frame))).toEqual({ over: none, frame: 'rows 1' })
    expect(takeFrame(ordered(frame, item(id), item(frameNode('rows 2'))))).toEqual({
      over: ordered(item(id)),
      frame: 'rows 2',
    })
  })

  it('is added where it is missing', () => {
    expect(takeFrame(withFrame(ordered(item(id)), 'rows 3'))).toEqual({ over: ordered(item(id)), frame: 'rows 3' })
    expect(takeFrame(withFrame(OverNode.create(), 'rows 3'))).toEqual({ over: OverNode.create(), frame: 'rows 3' })
    const framed = ordered(item(id), frame)
    expect(withFrame(framed, 'rows 3')).toBe(framed)
  })
})
