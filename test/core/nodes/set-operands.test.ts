import { DummyDriver, Kysely, SqliteAdapter, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { inWrittenOrder, setOperand } from '../../../src/core/nodes/set-operands.js'
import { treeFacts } from '../../../src/core/nodes/tree-facts.js'
import { compile, duckDb } from '../functions/run-case.js'

const db = new Kysely<any>({
  dialect: {
    createDriver: () => new DummyDriver(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: () => ({}) as never,
    createQueryCompiler: () => duckDb(),
  },
})
const t = db.selectFrom('t').select('v')
const u = db.selectFrom('u').select('v')
const w = db.selectFrom('w').select('v')

describe('the operand of a set operation', () => {
  it.each<[what: string, query: { toOperationNode(): object }]>([
    ['an order', t.orderBy('v')],
    ['a limit', t.limit(1)],
    ['an offset', t.offset(1)],
    ['a fetch', t.fetch(1)],
    ['a top', t.top(1)],
    ['set operations', t.union(u)],
    [
      'common table expressions',
      db
        .with('x', () => u)
        .selectFrom('x')
        .select('v'),
    ],
  ])('is in parentheses when it has %s of its own', (_, query) => {
    const node = query.toOperationNode() as never
    expect(setOperand(node)).toEqual({ kind: 'ParensNode', node })
  })

  it('stays as it is when it has none, or is no select', () => {
    const plain = t.where('v', '>', 1).groupBy('v').toOperationNode()
    const raw = sql`select 1`.toOperationNode()
    expect([setOperand(plain), setOperand(raw)]).toEqual([plain, raw])
    expect(setOperand(plain)).toBe(plain)
  })
})

describe('set operations happen in the order in which they are written', () => {
  const head = 'select "v" from "t"'
  const set = (inner: string) => `select * from (${inner}) as "kerros_set"`
  it.each([
    ['one', t.intersect(u), `${head} intersect select "v" from "u"`],
    [
      'two of one kind',
      t.intersect(u).intersect(w),
      `${head} intersect select "v" from "u" intersect select "v" from "w"`,
    ],
    [
      'those that SQL reads so too',
      t.intersect(u).union(w),
      `${head} intersect select "v" from "u" union select "v" from "w"`,
    ],
    [
      'a union first',
      t.union(u).intersect(w),
      `${set(`${head} union select "v" from "u"`)} intersect select "v" from "w"`,
    ],
    [
      'a difference first',
      t.except(u).intersect(w),
      `${set(`${head} except select "v" from "u"`)} intersect select "v" from "w"`,
    ],
    [
      'three',
      t.union(u).intersect(w).union(u).intersectAll(w),
      `${set(`${set(`${head} union select "v" from "u"`)} intersect select "v" from "w" union select "v" from "u"`)} intersect all select "v" from "w"`,
    ],
    [
      'with what stands around the whole',
      db
        .with('t', () => w)
        .selectFrom('t')
        .select('v')
        .where('v', '>', 0)
        .union(u)
        .intersect(w)
        .orderBy('v')
        .limit(2)
        .offset(1),
      `with "t" as (select "v" from "w") ${set('select "v" from "t" where "v" > 0 union select "v" from "u"')} intersect select "v" from "w" order by "v" nulls last limit 2 offset 1`,
    ],
    [
      'with a fetch',
      t.union(u).intersect(w).orderBy('v').fetch(2),
      `${set(`${head} union select "v" from "u"`)} intersect select "v" from "w" order by "v" nulls last fetch next 2 rows only`,
    ],
    [
      'with a lock',
      t.union(u).intersect(w).forUpdate(),
      `${set(`${head} union select "v" from "u"`)} intersect select "v" from "w" for update`,
    ],
    [
      'with an explanation',
      { toOperationNode: () => ({ ...t.union(u).intersect(w).toOperationNode(), explain: { kind: 'ExplainNode' } }) },
      `explain ${set(`${head} union select "v" from "u"`)} intersect select "v" from "w"`,
    ],
  ] as const)('%s', (_, query, text) => {
    expect(compile(duckDb(), query.toOperationNode() as never)).toBe(text)
  })

  it('and a query without any is the same node', () => {
    const node = t.toOperationNode()
    expect(inWrittenOrder(node)).toBe(node)
  })
})

describe('a limit before a set operation is reported', () => {
  const limits = (query: { toOperationNode(): object }) => treeFacts(query.toOperationNode() as never).limitsFirstHalf
  it.each<[what: string, query: any, after: any]>([
    ['limit', t.limit(1).union(u), t.union(u).limit(1)],
    ['offset', t.offset(1).union(u), t.union(u).offset(1)],
    ['fetch', t.fetch(1).union(u), t.union(u).fetch(1)],
    ['top', t.top(1).union(u), t.union(u).top(1)],
  ])('%s', (_, before, after) => {
    expect(limits(before)).toBe(true)
    expect(limits(after)).toBe(false)
    expect(limits(db.selectFrom(before.as('x')).selectAll())).toBe(true)
  })

  it('but not one of a half, and not one without a set operation', () => {
    expect(limits(t.union(u.limit(1)))).toBe(false)
    expect(limits(t.limit(1))).toBe(false)
  })
})

it('facts of a tree are its identifiers in lower case, its kinds and its functions', () => {
  const facts = treeFacts(
    db
      .selectFrom('T as x')
      .select((eb) => [eb.fn('f', ['x.Id']).as('A'), eb.fn.max('x.b').as('most')])
      .toOperationNode(),
  )
  expect([...facts.identifiers].sort()).toEqual(['a', 'b', 'id', 'most', 't', 'x'])
  expect([...facts.functions].sort()).toEqual(['f', 'max'])
  expect(facts.kinds.has('AggregateFunctionNode')).toBe(true)
  expect(facts.kinds.has('SelectAllNode')).toBe(false)
})
