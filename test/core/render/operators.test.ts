import type { DuckDBConnection } from '@duckdb/node-api'
import {
  AndNode,
  BinaryOperationNode,
  type Expression,
  ExpressionWrapper,
  expressionBuilder,
  type OperationNode,
  OperatorNode,
  OrNode,
  ParensNode,
  PrimitiveValueListNode,
  RawNode,
  sql,
  UnaryOperationNode,
  ValueNode,
} from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { duckDb, openDuckDb, snowflake, sqlOf } from '../functions/run-case.js'

/** A row's value: SQL's three truth values, whole numbers and NULL. */
type Value = number | boolean | null
type Row = Readonly<Record<'a' | 'b' | 'c', number | null>>

/** An expression as a tree of Kysely's, and what it means: operators apply to the nodes below them, whatever SQL's rules. */
interface Tree {
  readonly node: OperationNode
  readonly of: (row: Row) => Value
}

const eb = expressionBuilder<{ t: Row }, 't'>()
const rows: readonly Row[] = [
  { a: 1, b: 2, c: 3 },
  { a: 0, b: -1, c: 1 },
  { a: 2, b: null, c: -3 },
  { a: null, b: 1, c: 0 },
  { a: -1, b: -1, c: null },
]
const table = `(values ${rows.map((row) => `(${[row.a, row.b, row.c].map(String).join(', ')})`).join(', ')}) as t(a, b, c)`

type Numbers = (...values: number[]) => Value
const strict =
  (f: Numbers, ...args: readonly Tree[]) =>
  (row: Row): Value => {
    const values = args.map((arg) => arg.of(row))
    return values.includes(null) ? null : f(...values.map(Number))
  }
const not = (x: Value): Value => (x === null ? null : !x)
const both = (x: Value, y: Value): Value =>
  x === false || y === false ? false : x === null || y === null ? null : true
const either = (x: Value, y: Value): Value => not(both(not(x), not(y)))

const binary = (l: Tree, operator: string, r: Tree | OperationNode): OperationNode =>
  BinaryOperationNode.create(l.node, OperatorNode.create(operator as '='), 'node' in r ? (r as Tree).node : r)
const wrap = ({ node }: Tree): Expression<any> => new ExpressionWrapper(node)
/** What is put into raw SQL: raw SQL in it would be a part of its text. */
const put = ({ node }: Tree): Expression<any> =>
  new ExpressionWrapper(RawNode.is(node) ? ParensNode.create(node) : node)

const NUMBERS: Readonly<Record<string, Numbers>> = {
  '+': (x, y) => x! + y!,
  '-': (x, y) => x! - y!,
  '*': (x, y) => x! * y!,
}
const COMPARISONS: Readonly<Record<string, Numbers>> = {
  '=': (x, y) => x === y,
  '<>': (x, y) => x !== y,
  '<': (x, y) => x! < y!,
  '>=': (x, y) => x! >= y!,
}

const { number, truth } = fc.letrec<{ number: Tree; truth: Tree }>((tie) => {
  const n = tie('number')
  const t = tie('truth')
  const operation = (l: Tree, operator: string, r: Tree): Tree => ({
    node: binary(l, operator, r),
    of: strict({ ...NUMBERS, ...COMPARISONS }[operator]!, l, r),
  })
  const compared = (l: Tree, operator: string, r: Tree): Tree => operation(l, operator, r)
  return {
    number: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('a', 'b', 'c').map((name) => ({
        node: eb.ref(`t.${name}` as 't.a').toOperationNode(),
        of: (row: Row) => row[name as 'a'],
      })),
      fc.integer({ min: -3, max: 3 }).map((value) => ({ node: ValueNode.create(value), of: () => value })),
      fc.tuple(n, fc.constantFrom('+', '-', '*'), n).map(([l, operator, r]) => operation(l, operator, r)),
      n.map((x) => ({
        node: UnaryOperationNode.create(OperatorNode.create('-'), x.node),
        of: strict((v) => 0 - v!, x),
      })),
      fc.tuple(n, n).map(([l, r]) => ({
        node: sql`${put(l)} - ${put(r)}`.toOperationNode(),
        of: strict((x, y) => x! - y!, l, r),
      })),
      n.map((x) => ({ node: sql`-${put(x)}`.toOperationNode(), of: strict((v) => 0 - v!, x) })),
    ),
    truth: fc.oneof(
      { maxDepth: 5 },
      fc.tuple(n, fc.constantFrom('=', '<>', '<', '>='), n).map(([l, operator, r]) => compared(l, operator, r)),
      fc.tuple(t, fc.constantFrom('=', '<>'), t).map(([l, operator, r]) => compared(l, operator, r)),
      fc
        .tuple(t, t)
        .map(([l, r]) => ({ node: AndNode.create(l.node, r.node), of: (row: Row) => both(l.of(row), r.of(row)) })),
      fc
        .tuple(t, t)
        .map(([l, r]) => ({ node: OrNode.create(l.node, r.node), of: (row: Row) => either(l.of(row), r.of(row)) })),
      t.map((x) => ({
        node: UnaryOperationNode.create(OperatorNode.create('not'), x.node),
        of: (row: Row) => not(x.of(row)),
      })),
      fc.tuple(fc.oneof(n, t), fc.constantFrom('is', 'is not')).map(([x, operator]) => ({
        node: binary(x, operator, ValueNode.createImmediate(null)),
        of: (row: Row) => (x.of(row) === null) === (operator === 'is'),
      })),
      fc.tuple(t, fc.boolean()).map(([x, value]) => ({
        node: binary(x, 'is', ValueNode.createImmediate(value)),
        of: (row: Row) => x.of(row) === value,
      })),
      fc.tuple(t, t).map(([l, r]) => ({
        node: binary(l, 'is distinct from', r),
        of: (row: Row) => l.of(row) !== r.of(row),
      })),
      fc.tuple(n, n, n).map(([x, from, to]) => ({
        node: binary(x, 'between', AndNode.create(from.node, to.node)),
        of: (row: Row) => both(strict((v, f) => v! >= f!, x, from)(row), strict((v, f) => v! <= f!, x, to)(row)),
      })),
      fc
        .tuple(n, fc.constantFrom('in', 'not in'), fc.array(fc.integer({ min: -2, max: 2 }), { maxLength: 2 }))
        .map(([x, operator, list]) => ({
          node: binary(x, operator, PrimitiveValueListNode.create(list)),
          of: (row: Row) => {
            const value = x.of(row)
            const isIn = list.length === 0 ? false : value === null ? null : list.includes(Number(value))
            return operator === 'in' ? isIn : not(isIn)
          },
        })),
      fc.tuple(t, t).map(([l, r]) => ({
        node: sql`${put(l)} or ${put(r)}`.toOperationNode(),
        of: (row: Row) => either(l.of(row), r.of(row)),
      })),
      fc.tuple(n, n, t).map(([x, y, z]) => ({
        node: sql`${put(x)} between 0 and ${put(y)} and ${put(z)}`.toOperationNode(),
        of: (row: Row) => both(both(strict((v) => v! >= 0, x)(row), strict((v, u) => v! <= u!, x, y)(row)), z.of(row)),
      })),
    ),
  }
})

let connection: DuckDBConnection
beforeAll(async () => {
  connection = await openDuckDb()
})

it.each([
  ['DuckDB', duckDb],
  ['Snowflake', snowflake],
])('the text for %s means what the tree means, however operators are nested', async (_, compiler) => {
  const batches = fc.array(fc.oneof(number, truth), { minLength: 20, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(batches, async (trees) => {
      const texts = trees.map((tree) => sqlOf(compiler(), wrap(tree)))
      const result = await connection.runAndReadAll(
        `select ${texts.map((text, i) => `${text} as x${i}`)} from ${table}`,
      )
      const expected = rows.map((row) => trees.map((tree) => plain(tree.of(row))))
      expect(result.getRowsJson().map((row) => row.map(plain))).toEqual(expected)
    }),
    { numRuns: 150 },
  )
})

/** Numbers without the sign of zero, whether they arrive as text or not. */
function plain(value: unknown): unknown {
  return value === null || typeof value === 'boolean' ? value : Number(value) + 0
}
