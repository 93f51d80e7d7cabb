import {
  BinaryOperationNode,
  ColumnNode,
  type Expression,
  ExpressionWrapper,
  expressionBuilder,
  FunctionNode,
  type OperationNode,
  OperatorNode,
  ParensNode,
  PrimitiveValueListNode,
  RawNode,
  sql,
  UnaryOperationNode,
  ValueListNode,
  ValueNode,
} from 'kysely'
import { describe, expect, it } from 'vitest'
import { bigint, boolean, date, integer, json, timestamp, varchar } from '../../../src/core/columns/index.js'
import { canonicalName } from '../../../src/core/functions/call/canonical-function.js'
import { compileDatabase as db } from '../../../src/core/nodes/compile-database.js'
import { constant } from '../../../src/core/nodes/immediate.js'
import { qualifyNode } from '../../../src/core/nodes/qualify.js'
import { emptyListTest } from '../../../src/core/render/empty-list.js'
import { isReadAsText, textAtPath } from '../../../src/core/render/json-text.js'
import { aggregateNode, call, chain, pattern, substring } from '../../../src/core/render/render.js'
import { DuckDbQueryCompiler } from '../../../src/dialects/duckdb/query/duckdb-query-compiler.js'
import { compile, duckDb, snowflake, sqlOf } from '../functions/run-case.js'

const [a, b, c] = ['a', 'b', 'c'].map((name) => ColumnNode.create(name)) as [ColumnNode, ColumnNode, ColumnNode]
const eb = expressionBuilder<any, any>()
const textOf = (node: OperationNode): string => sqlOf(duckDb(), new ExpressionWrapper(node)).replaceAll('"', '')
const binary = (left: OperationNode, operator: string, right: OperationNode): OperationNode =>
  BinaryOperationNode.create(left, OperatorNode.create(operator as '='), right)

const COMPARISONS = [
  ...['=', '==', '!=', '<>', '>', '>=', '<', '<=', '<=>', '!<', '!>', 'in', 'not in', 'is', 'is not'],
  ...['like', 'not like', 'ilike', 'not ilike', 'regexp', 'match', 'between', 'between symmetric'],
  ...['is distinct from', 'is not distinct from', '~', '!~', '~*', '!~*'],
]
const OTHERS = ['||', '&', '|', '#', '<<', '>>', '->', '->>', '@>', '&&']

/** The operators of a group inside of an operator of another, on its left and on its right. */
const nested = (inner: readonly string[], outer: string) => [
  ...new Set(
    inner.map((operator) =>
      [
        textOf(binary(binary(a, operator, b), outer, c)).replace(operator, 'op'),
        textOf(binary(c, outer, binary(a, operator, b))).replace(/(a) \S.* (b)/, '$1 op $2'),
      ].join(' and '),
    ),
  ),
]

describe('an operation inside of another is in parentheses where SQL would read it otherwise', () => {
  it.each<[what: string, inner: readonly string[], outer: string, text: string]>([
    ['comparisons compared', COMPARISONS, '=', '(a op b) = c and c = (a op b)'],
    ['comparisons added', COMPARISONS, '+', '(a op b) + c and c + (a op b)'],
    ['other operators compared', OTHERS, '<=', 'a op b <= c and c <= a op b'],
    ['other operators in one another', OTHERS, '||', '(a op b) || c and c || (a op b)'],
    ['other operators added', OTHERS, '-', '(a op b) - c and c - (a op b)'],
    ['sums compared', ['+', '-'], 'like', 'a op b like c and c like a op b'],
    ['sums in sums', ['+', '-'], '-', 'a op b - c and c - (a op b)'],
    ['sums in products', ['+', '-'], '*', '(a op b) * c and c * (a op b)'],
    ['products in sums', ['*', '/', '%'], '-', 'a op b - c and c - a op b'],
    ['products in products', ['*', '/', '%'], '/', 'a op b / c and c / (a op b)'],
    ['products in other operators', ['*', '/', '%'], '||', '(a op b) || c and c || (a op b)'],
  ])('%s', (_, inner, outer, text) => {
    expect(nested(inner, outer)).toEqual([text])
  })

  const unary = (operator: string, node: OperationNode) =>
    UnaryOperationNode.create(OperatorNode.create(operator as 'not'), node)
  const raw = (text: string, ...parameters: OperationNode[]) => RawNode.create(text.split('$'), parameters)
  it.each<[node: OperationNode, text: string]>([
    [unary('-', unary('-', a)), '-(-a)'],
    [unary('-', a), '-a'],
    [binary(unary('-', a), '*', b), '-a * b'],
    [binary(a, '-', unary('-', b)), 'a - -b'],
    [unary('-', binary(a, '*', b)), '-(a * b)'],
    [unary('not', binary(a, '=', b)), 'not a = b'],
    [unary('not', unary('not', a)), 'not (not a)'],
    [binary(unary('not', a), '=', b), '(not a) = b'],
    [binary(unary('exists', ParensNode.create(a)), '=', b), 'exists (a) = b'],
    [unary('exists', binary(a, '=', b)), 'exists (a = b)'],
    [binary(raw('a or b'), '=', c), '(a or b) = c'],
    [binary(raw(' $ ', binary(a, '=', b)), '=', c), '( a = b ) = c'],
    [binary(raw('f($)', binary(a, '=', b)), '=', c), 'f(a = b) = c'],
    [binary(raw('$ or a', raw('b')), '=', c), '(b or a) = c'],
    [binary(raw('$ ', raw('a or b')), '=', c), '(a or b ) = c'],
    [binary(raw('a || $', b), '=', c), 'a || b = c'],
    [binary(BinaryOperationNode.create(a, sql`<~>`.toOperationNode(), b), '=', c), '(a <~> b) = c'],
    [raw('$ + 1', binary(a, '+', b)), '(a + b) + 1'],
    [raw('f($, $)', binary(a, '+', b), binary(a, '+', c)), 'f(a + b, a + c)'],
    [raw('f( $ , $ )', binary(a, '+', b), binary(a, '+', c)), 'f( a + b , a + c )'],
    [raw('$', binary(a, '+', b)), 'a + b'],
    [raw('($ x', binary(a, '+', b)), '((a + b) x'],
    [raw('x $)', binary(a, '+', b)), 'x (a + b))'],
    [raw('$ and $', raw('a or b'), raw('c')), 'a or b and c'],
    [binary(a, 'is', ValueNode.createImmediate(null)), 'a is null'],
    [binary(a, 'is not', ValueNode.create(null)), 'a is not null'],
    [binary(a, 'is', raw('not null')), 'a is not null'],
    [binary(a, 'is not', raw('a or b')), 'a is not a or b'],
    [binary(a, '=', ValueNode.createImmediate(null)), 'a = null'],
    [binary(a, 'is', ValueNode.createImmediate(true)), 'a is true'],
    [binary(a, 'is', binary(b, '=', c)), 'a is (b = c)'],
    [
      eb
        .between(
          new ExpressionWrapper<any, any, any>(binary(a, '=', b)),
          eb.or([eb.ref('b'), eb.ref('c')]),
          eb.ref('c'),
        )
        .toOperationNode(),
      '(a = b) between (b or c) and c',
    ],
    [
      eb.betweenSymmetric('a', eb.ref('b'), eb.or([eb.ref('b'), eb.ref('c')])).toOperationNode(),
      'a between symmetric b and (b or c)',
    ],
    [eb.and([eb.or([eb.ref('a'), eb.ref('b')]), eb.ref('c')]).toOperationNode(), '((a or b) and c)'],
    [sql`x and y`.toOperationNode(), 'x and y'],
  ])('%#', (node, text) => {
    expect(textOf(node)).toBe(text)
  })

  it('an `is` with a bound NULL is written as a word', () => {
    const bound = compile(
      new DuckDbQueryCompiler(),
      db
        .selectFrom('t')
        .select('a')
        .where('a', 'is', sql.val(null) as never)
        .toOperationNode(),
    )
    expect(bound).toBe('select "a" from "t" where "a" is $1')
    const made = binary(a, 'is', ValueNode.create(null))
    expect(sqlOf(new DuckDbQueryCompiler(), new ExpressionWrapper(made))).toBe('"a" is null')
  })

  it('a condition of two that are raw SQL is one of both', () => {
    const query = db.selectFrom('t').select('a').where(sql<boolean>`a or b`).where(sql<boolean>`b or c`)
    expect(compile(duckDb(), query.toOperationNode())).toBe('select "a" from "t" where (a or b) and (b or c)')
  })
})

describe('an empty list', () => {
  it.each<[operator: string, right: OperationNode, gives: boolean | undefined]>([
    ['in', PrimitiveValueListNode.create([]), false],
    ['not in', PrimitiveValueListNode.create([]), true],
    ['in', ValueListNode.create([]), false],
    ['not in', ValueListNode.create([]), true],
    ['in', PrimitiveValueListNode.create([1]), undefined],
    ['not in', ValueListNode.create([a]), undefined],
    ['=', PrimitiveValueListNode.create([]), undefined],
    ['in', a, undefined],
  ])('%s %j', (operator, right, gives) => {
    expect(emptyListTest(binary(b, operator, right) as BinaryOperationNode)).toBe(gives)
  })
})

describe('QUALIFY', () => {
  const kept = (node: OperationNode) => new ExpressionWrapper<any, any, any>(qualifyNode(node))
  const query = db.selectFrom('t').select('a').where('a', '>', 0)

  it('comes after GROUP BY and HAVING, before set operations and ORDER BY', () => {
    const whole = query
      .groupBy('a')
      .having('a', '<', 9)
      .modifyEnd(kept(a) as never)
      .unionAll(db.selectFrom('u').select('a'))
      .orderBy('a')
    expect(compile(duckDb(), whole.toOperationNode())).toBe(
      'select "a" from "t" where "a" > 0 group by "a" having "a" < 9 qualify "a" union all select "a" from "u" order by "a" nulls last',
    )
  })

  it('comes alone without HAVING, and HAVING without it', () => {
    expect(compile(duckDb(), query.modifyEnd(kept(b) as never).toOperationNode())).toBe(
      'select "a" from "t" where "a" > 0 qualify "b"',
    )
    const having = query.groupBy('a').having(eb.fn('f', ['a']) as never)
    expect(compile(duckDb(), having.toOperationNode())).toMatch(/ group by "a" having f\("a"\)$/)
  })

  it('stays in its half of set operations that are put in their order', () => {
    const [u, w] = ['u', 'w'].map((name) => db.selectFrom(name).select('a'))
    const sets = query
      .modifyEnd(kept(b) as never)
      .union(u!)
      .intersect(w!)
    expect(compile(duckDb(), sets.toOperationNode())).toBe(
      'select * from (select "a" from "t" where "a" > 0 qualify "b" union select "a" from "u") as "kerros_set" intersect select "a" from "w"',
    )
  })
})

describe('functions', () => {
  it('that an engine does not have are refused with its name', () => {
    const node = FunctionNode.create(canonicalName('snowflake.sample' as never), [a])
    const unknown = FunctionNode.create(canonicalName('toString' as never), [a])
    for (const each of [node, unknown])
      expect(() => textOf(each)).toThrow(
        expect.objectContaining({ code: 'E_UNSUPPORTED', message: expect.stringMatching(/^DuckDB cannot render/) }),
      )
    expect(() => sqlOf(snowflake(), new ExpressionWrapper(unknown))).toThrow('Snowflake cannot render the function')
    expect(textOf(FunctionNode.create('toString', [a]))).toBe('toString(a)')
  })

  const written = (render: typeof substring, ...args: OperationNode[]): string => {
    const parts: string[] = []
    const writer = {
      sql: (text: string) => void parts.push(text),
      node: (node: OperationNode) => void parts.push(textOf(node)),
      list: (nodes: readonly OperationNode[]) => void parts.push(nodes.map(textOf).join(', ')),
      typeName: ({ name }: { name: string }) => name,
    }
    render(writer, args, FunctionNode.create('f', args))
    return parts.join('')
  }
  const or = binary(a, '||', b)
  const n = constant

  it('are written with their arguments', () => {
    expect(written(call('f'), a, or)).toBe('f(a, a || b)')
    expect(written(chain('+'), a, or, c)).toBe('(a + (a || b) + c)')
    expect(written(chain('+'), a)).toBe('(a)')
    expect(written(pattern('{1!} = f({0}) + {1}'), a, or)).toBe('(a || b) = f(a) + a || b')
    expect(written(pattern('now()'))).toBe('now()')
    expect(() => written(pattern('f({0}, {1})'), a)).toThrow('"f({0}, {1})" was made without its argument 1')
    expect(() => aggregateNode(FunctionNode.create('f', [a]))).toThrow('an aggregate was made as a scalar function')
  })

  it.each<[args: readonly OperationNode[], text: string]>([
    [[a, n(2), n(3)], 'substring(a, 2, 3)'],
    [[a, n(2)], 'substring(a, 2)'],
    [[a, n(2), b], 'substring(a, 2, greatest(b, 0))'],
    [[a, n(-2)], "case when length(a) < 2 then '' else substring(a, (-2)) end"],
    [[a, n(-2), n(1)], "case when length(a) < 2 then '' else substring(a, (-2), 1) end"],
    [[a, b], "case when b = 0 or -(b) > length(a) then '' else substring(a, b) end"],
    [
      [a, binary(b, '+', c), b],
      "case when (b + c) = 0 or -(b + c) > length(a) then '' else substring(a, b + c, greatest(b, 0)) end",
    ],
  ])('a piece of a string is empty where it would begin before the string: %#', (args, text) => {
    expect(written(substring, ...args)).toBe(text)
  })
})

it('dates, timestamps and booleans in JSON are read by way of their text', () => {
  const types = [date(), timestamp(), boolean(), varchar(), integer(), bigint(), json()]
  expect(types.map(({ type }) => isReadAsText(type))).toEqual([true, true, true, false, false, false, false])
  expect(textAtPath([a, b, c])).toEqual(
    FunctionNode.create(canonicalName('json_path'), [a, b, constant({ name: 'varchar' })]),
  )
})

describe('literals', () => {
  it.each<[value: unknown, text: string]>([
    [null, 'null'],
    [undefined, 'null'],
    [true, 'true'],
    [false, 'false'],
    [0, '0'],
    [-0, '(0)'],
    [1.5, '1.5'],
    [-1.5, '(-1.5)'],
    [0.000001, '0.000001'],
    [2 ** 60, '1152921504606846976'],
    [1e21, '1e+21'],
    [1 / 3, '3.333333333333333e-1'],
    [0.1 + 0.2, '3.0000000000000004e-1'],
    [123456789.123456, '123456789.123456'],
    [1234567890.123456, '1.234567890123456e+9'],
    [0n, '0'],
    [-1n, '(-1)'],
    ["it's", "'it''s'"],
    [new Date(Date.UTC(9999, 11, 31)), "timestamp '9999-12-31 00:00:00.000'"],
    [new Date(new Date(0).setUTCFullYear(0)), "timestamp '0000-01-01 00:00:00.000'"],
  ])('%s is written as %s', (value, text) => {
    expect(sqlOf(duckDb(), new ExpressionWrapper(ValueNode.create(value)) as Expression<unknown>)).toBe(text)
  })

  it.each([[new Date(new Date(0).setUTCFullYear(-1))], [new Date(Date.UTC(10_000, 0))], [() => 1]])(
    '%s is not valid',
    (value) => {
      expect(() => sqlOf(duckDb(), new ExpressionWrapper(ValueNode.create(value)))).toThrow(
        expect.objectContaining({ code: 'E_LITERAL' }),
      )
    },
  )
})
