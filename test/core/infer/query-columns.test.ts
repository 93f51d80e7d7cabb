import { ColumnNode, ParensNode, ReferenceNode, type SelectQueryBuilder, sql, TableNode } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { CanonicalFunction } from '../../../src/core/functions/call/canonical-function.js'
import { expressionColumn, itemColumns, outputColumns } from '../../../src/core/infer/output-columns.js'
import { columnsExcept } from '../../../src/core/infer/query-columns.js'
import { call, db, eb, inT, knownScope, TYPES } from './known-columns.js'

interface Query {
  toOperationNode(): any
}

const scope = knownScope({
  a: [
    { name: 'id', type: { name: 'integer' } },
    { name: 'x', type: { name: 'varchar' } },
  ],
  b: [
    { name: 'id', type: { name: 'bigint' } },
    { name: 'y', type: { name: 'date' }, isNullable: true },
  ],
  hidden: undefined,
})

/** The columns of a query, each as `name: type`; `undefined` when they are not known. */
const columnsOf = (query: Query): readonly string[] | undefined =>
  outputColumns(query.toOperationNode(), scope)?.map(({ name, type }) => `${name}: ${type?.name ?? '?'}`)

const A = ['id: integer', 'x: varchar']
const B = ['id: bigint', 'y: date']
const inParens = (query: Query): Query => ({ toOperationNode: () => ParensNode.create(query.toOperationNode()) })
const template = (query: any): Query => sql`(${query})`
const calledInFrom = (name: CanonicalFunction): any => sql`${{ toOperationNode: () => call(name, 'text') }}`.as('s')
const rawItem = sql<any>`elsewhere`.as('r')

describe('the columns of a query', () => {
  it.each<[string, Query, readonly string[] | undefined]>([
    ['no selection', db.selectFrom('a'), []],
    ['selectAll', db.selectFrom('a').selectAll(), A],
    [
      'selectAll of joined tables, in their order',
      db.selectFrom('b').innerJoin('a', 'a.id', 'b.id').selectAll(),
      [...B, ...A],
    ],
    ['selectAll of two tables', db.selectFrom(['a', 'b']).selectAll(), [...A, ...B]],
    ['selectAll of one alias', db.selectFrom(['a', 'b']).selectAll('b'), B],
    [
      'selectAll of an alias and more',
      db.selectFrom('a').select('a.x as first').selectAll('a'),
      ['first: varchar', ...A],
    ],
    ['selectAll under another alias', db.selectFrom('a as c').selectAll('c'), A],
    ['selectAll of an alias that is not there', db.selectFrom('a').selectAll('c' as never), undefined],
    [
      'selectAll of a table by its name, which has an alias',
      db.selectFrom('a as c').selectAll('a' as never),
      undefined,
    ],
    ['selectAll where one of the tables is not known', db.selectFrom(['a', 'hidden']).selectAll(), undefined],
    ['selectAll of raw SQL', db.selectFrom(['a', rawItem]).selectAll(), undefined],
    ['selectAll of raw SQL without a name', db.selectFrom(sql`elsewhere` as never).selectAll(), undefined],
    ['selectAll of a table in a schema', db.selectFrom('s.a').selectAll(), undefined],
    ['selectAll of a table in a schema, by its alias', db.selectFrom('s.a as c').selectAll('c'), undefined],
    ['columns', db.selectFrom('a').select(['id', 'a.x']), A],
    ['columns that are not there', db.selectFrom('a').select(['y', 'a.z', 'c.id']), ['y: ?', 'z: ?', 'id: ?']],
    ['a column of raw SQL', db.selectFrom(rawItem).select('r.id'), ['id: ?']],
    ['an alias', db.selectFrom('a').select('a.id as key'), ['key: integer']],
    ['an alias in raw SQL', db.selectFrom('a').select(sql`1`.as(sql`one`)), undefined],
    ['raw SQL without an alias', db.selectFrom('a').select(sql`1` as never), undefined],
    ['one column after raw SQL', db.selectFrom('a').select([sql`1` as never, 'a.x']), undefined],
    ['a query in parentheses', inParens(db.selectFrom('a').selectAll()), A],
    ['a query in a template of parentheses', template(db.selectFrom('a').selectAll()), A],
    ['a query in both', inParens(template(inParens(db.selectFrom('a').selectAll()))), A],
    ['raw SQL', sql`select 1 as x`, undefined],
    ['raw SQL in parentheses', inParens(sql`select 1 as x`), undefined],
  ])('%s', (_, query, columns) => {
    expect(columnsOf(query)).toEqual(columns)
  })

  it.each<[string, Query, readonly string[] | undefined]>([
    ['a subquery', db.selectFrom(db.selectFrom('a').selectAll().as('s')).selectAll(), A],
    [
      'a subquery whose columns are not known',
      db.selectFrom(db.selectFrom('hidden').selectAll().as('s')).selectAll(),
      undefined,
    ],
    ['a subquery in parentheses', db.selectFrom(sql<any>`(${db.selectFrom('a').selectAll()})`.as('s')).selectAll(), A],
    ['a table in parentheses', db.selectFrom(sql<any>`(${sql.table('a')})`.as('s')).selectAll(), A],
    ['raw SQL in parentheses', db.selectFrom(sql<any>`(${sql`select 1`})`.as('s')).selectAll(), undefined],
    [
      'a string that is split',
      db.selectFrom(calledInFrom('split_to_table')).selectAll(),
      ['value: varchar', 'index: integer'],
    ],
    [
      'a list that is flattened',
      db.selectFrom(calledInFrom('flatten')).select(['s.index', 's.value']),
      ['index: integer', 'value: ?'],
    ],
    ['a function that we do not know', db.selectFrom(calledInFrom('concat')).selectAll(), undefined],
    [
      'a subquery whose alias is raw SQL',
      db.selectFrom(sql<any>`(${db.selectFrom('a').selectAll()})`.as<'s'>(sql`s`)).selectAll(),
      undefined,
    ],
    [
      'the nearest of two tables of one name',
      db
        .with('a', (q) => q.selectFrom('b').select('b.y'))
        .selectFrom('a')
        .selectAll(),
      ['y: date'],
    ],
    [
      'the table around a common table expression of the same name',
      db
        .with('a', (q) => q.selectFrom('a').select('a.x as y'))
        .selectFrom('a')
        .selectAll(),
      ['y: varchar'],
    ],
    [
      'a common table expression that reads the one before',
      db
        .with('c', (q) => q.selectFrom('a').select('a.x as y'))
        .with('d', (q) => q.selectFrom('c').selectAll())
        .selectFrom('d')
        .selectAll(),
      ['y: varchar'],
    ],
    [
      'the first of two common table expressions',
      db
        .with('c', (q) => q.selectFrom('a').selectAll())
        .with('d', (q) => q.selectFrom('b').selectAll())
        .selectFrom('c')
        .selectAll(),
      A,
    ],
    [
      'a common table expression in a subquery',
      db
        .with('c', (q) => q.selectFrom('a').selectAll())
        .selectFrom((eb) => eb.selectFrom('c').selectAll().as('s'))
        .selectAll(),
      A,
    ],
    [
      'a common table expression in raw SQL',
      db
        .with('c', () => sql<any>`select 1`)
        .selectFrom('c')
        .selectAll(),
      undefined,
    ],
    [
      'a common table expression in raw SQL with a list of columns',
      db
        .with('c(p, q)', () => sql<any>`select 1, 2`)
        .selectFrom('c')
        .selectAll(),
      ['p: ?', 'q: ?'],
    ],
    [
      'a common table expression with a list of columns',
      db
        .with('c(p, q)', (q) => q.selectFrom('a').selectAll() as never)
        .selectFrom('c')
        .selectAll(),
      ['p: integer', 'q: varchar'],
    ],
    [
      'a recursive query, of itself',
      db
        .withRecursive('c', (q) =>
          q
            .selectFrom('a')
            .selectAll()
            .unionAll(q.selectFrom('c').selectAll() as never),
        )
        .selectFrom('c')
        .selectAll(),
      A,
    ],
    [
      'a recursive query with a list of columns',
      db
        .withRecursive(
          'c(p)',
          (q) =>
            q
              .selectFrom('a')
              .select('a.id')
              .unionAll(q.selectFrom('c').select('c.p') as never) as never,
        )
        .selectFrom('c')
        .selectAll(),
      ['p: integer'],
    ],
    [
      'nothing but a query of itself',
      db
        .withRecursive('c', (q) => q.selectFrom('c').selectAll())
        .selectFrom('c')
        .selectAll(),
      undefined,
    ],
  ])('of %s', (_, query, columns) => {
    expect(columnsOf(query)).toEqual(columns)
  })

  it('of a select list sees the query around a subquery', () => {
    const inner = (from: any): any => from.select('a.x').limit(1)
    const query = db.selectFrom('a').select((eb) => inner(eb.selectFrom('b')).as('first'))
    expect(columnsOf(query)).toEqual(['first: varchar'])
    expect(columnsOf(db.selectFrom('b').select((eb) => inner(eb.selectFrom('b')).as('first')))).toEqual(['first: ?'])
  })

  it('of a subquery in FROM sees the tables before it', () => {
    const query = db
      .selectFrom('a')
      .innerJoinLateral(
        (eb) => eb.selectFrom('b').select('a.x').as('s'),
        (join) => join.onTrue(),
      )
      .selectAll('s')
    expect(columnsOf(query)).toEqual(['x: varchar'])
  })

  it('of a column without a table is that of the first table which has it', () => {
    expect(columnsOf(db.selectFrom(['a', 'b']).select(['id', 'y']))).toEqual(['id: integer', 'y: date'])
    expect(columnsOf(db.selectFrom(['hidden', 'b']).select('y'))).toEqual(['y: date'])
    const outer = db.selectFrom('a').select((eb: any) => eb.selectFrom('b').select('x').as('first'))
    expect(columnsOf(outer)).toEqual(['first: varchar'])
    const nearer = db.selectFrom('a').select((eb: any) => eb.selectFrom('b').select('id').as('first'))
    expect(columnsOf(nearer)).toEqual(['first: bigint'])
  })
})

describe('the columns of what a query reads from', () => {
  it('are those of the table, and not known of raw SQL', () => {
    const names = (item: any): unknown => itemColumns(item, scope)?.map(({ name }) => name)
    expect(names(TableNode.create('a'))).toEqual(['id', 'x'])
    expect(names(ParensNode.create(TableNode.create('a')))).toEqual(['id', 'x'])
    expect(names(TableNode.create('missing'))).toBeUndefined()
    expect(names(sql`elsewhere`.toOperationNode())).toBeUndefined()
  })
})

describe('the columns of an alias but some', () => {
  it('are those that are not named', () => {
    expect(columnsExcept({ alias: 't', names: new Set(['raw', 'json']) }, inT)?.map(({ name }) => name)).toEqual(
      Object.keys(TYPES).filter((name) => name !== 'json'),
    )
    expect(columnsExcept({ alias: 'u', names: new Set() }, inT)).toBeUndefined()
    expect(columnsExcept({ alias: 'hidden', names: new Set() }, { ...scope, aliases: scope.tables })).toBeUndefined()
  })
})

describe('what is known of an expression', () => {
  it('is its type, and whether it is a column that holds NULL', () => {
    const inB = { ...scope, aliases: scope.tables }
    const known = (name: string): unknown => expressionColumn(eb.ref(name).toOperationNode(), inB)
    expect([
      known('b.y'),
      known('y'),
      known('b.id'),
      known('b.missing'),
      known('missing.y'),
      known('hidden.y'),
    ]).toEqual([
      { type: { name: 'date' }, isNullable: true },
      { type: { name: 'date' }, isNullable: true },
      { type: { name: 'bigint' }, isNullable: false },
      { type: undefined, isNullable: false },
      { type: undefined, isNullable: false },
      { type: undefined, isNullable: false },
    ])
    expect(expressionColumn(ColumnNode.create('y'), inB)).toEqual(known('b.y'))
    const all = ReferenceNode.createSelectAll(TableNode.create('b'))
    expect(expressionColumn(all, inB)).toEqual({ type: undefined, isNullable: false })
  })
})

describe('a column that holds NULL', () => {
  const nullable = (query: SelectQueryBuilder<any, any, any>): readonly unknown[] | undefined =>
    outputColumns(query.toOperationNode(), scope)?.map(({ isNullable }) => isNullable)
  const from = db.selectFrom('b')

  it.each<[string, SelectQueryBuilder<any, any, any>, readonly unknown[]]>([
    ['selectAll', from.selectAll(), [undefined, true]],
    ['a column', from.select('b.y'), [true]],
    ['a column without a table', from.select('y'), [true]],
    ['an alias', from.select('b.y as z'), [true]],
    ['another column', from.select('b.id as y'), [undefined]],
    ['groups', from.select('b.y').groupBy('b.y').orderBy('b.y').limit(1), [true]],
    ['a subquery', db.selectFrom(from.selectAll().as('s')).select('s.y'), [true]],
    [
      'a common table expression',
      db
        .with('c', () => from.selectAll())
        .selectFrom('c')
        .select('c.y'),
      [true],
    ],
    [
      'a list of columns',
      db
        .with('c(p, q)', () => from.selectAll() as never)
        .selectFrom('c')
        .selectAll(),
      [undefined, true],
    ],
    // What these leave out is not known.
    ['where', from.select('b.y').where('b.y', 'is not', null), [undefined]],
    ['having', from.select('b.y').groupBy('b.y').having('b.y', 'is not', null), [undefined]],
    ['a join', from.innerJoin('a', 'a.id', 'b.id').select('b.y'), [undefined]],
    ['qualify', from.select('b.y').modifyEnd(sql`qualify true`), [undefined]],
    ['an expression', from.select((eb) => eb.fn.coalesce('b.y', eb.val('2026-01-01')).as('y')), [undefined]],
  ])('is known: %s', (_, query, expected) => {
    expect(nullable(query)).toEqual(expected)
  })
})

describe('a NULL that is written in the query', () => {
  const facts = (query: Query): unknown => outputColumns(query.toOperationNode(), scope)
  const nothing = (from: 'a' | 'b'): any => db.selectFrom(from).select((eb: any) => eb.val(null).as('x'))
  const column = { name: 'x', type: undefined, values: undefined, isNothing: true, mayBeNull: true }

  it('has no type of its own', () => {
    expect(facts(nothing('a'))).toEqual([column])
    expect(facts(nothing('a').unionAll(nothing('b')))).toEqual([column])
    expect(facts(db.selectFrom('a').select((eb) => eb.val('null').as('x')))).toEqual([
      { name: 'x', type: { name: 'varchar' } },
    ])
  })

  it('has the type of what it is united with', () => {
    const union = nothing('a').unionAll(db.selectFrom('a').select('a.x'))
    expect(facts(union)).toEqual([{ name: 'x', type: { name: 'varchar' }, mayBeNull: true }])
    expect(facts(db.selectFrom('a').select('a.x').unionAll(nothing('b')))).toEqual([
      { name: 'x', type: { name: 'varchar' }, mayBeNull: true },
    ])
    const three = nothing('a').unionAll(nothing('b')).unionAll(db.selectFrom('b').select('b.y as x'))
    expect(facts(three)).toEqual([{ name: 'x', type: { name: 'date' }, mayBeNull: true }])
    expect(facts(db.selectFrom(three.as('s')).selectAll())).toEqual([
      { name: 'x', type: { name: 'date' }, mayBeNull: true },
    ])
  })
})

describe('a half of a union that reads the whole', () => {
  const ofRecursive = (half: (q: any) => any): readonly string[] | undefined =>
    columnsOf(
      db
        .withRecursive('c', (q: any) => q.selectFrom('a').select('a.id').unionAll(half(q)))
        .selectFrom('c')
        .selectAll(),
    )
  const big = (q: any): any => q.innerJoin('b', 'b.id', 'b.id').select('b.id')

  it.each<[string, (q: any) => any]>([
    ['by its name', (q) => big(q.selectFrom('c'))],
    ['by an alias', (q) => big(q.selectFrom('c as d'))],
    ['in a join', (q) => q.selectFrom('b').innerJoin('c', 'c.id', 'b.id').select('b.id')],
    ['in a subquery', (q) => big(q.selectFrom(q.selectFrom('c').selectAll().as('s')))],
    ['in parentheses', (q) => inParens(big(q.selectFrom('c')))],
    ['in a template of parentheses', (q) => template(big(q.selectFrom('c')))],
  ])('has no type of its own: %s', (_, half) => {
    expect(ofRecursive(half)).toEqual(['id: integer'])
  })

  it.each<[string, (q: any) => any]>([
    ['another table', (q) => q.selectFrom('b').select('b.id')],
    [
      'a subquery in a condition',
      (q) => q.selectFrom('b').select('b.id').where('b.id', 'in', q.selectFrom('c').selectAll()),
    ],
  ])('counts with its type: %s', (_, half) => {
    expect(ofRecursive(half)).toEqual(['id: bigint'])
  })

  it('has no type of a table that is not there', () => {
    expect(ofRecursive((q) => q.selectFrom('missing').select('missing.id'))).toEqual(['id: ?'])
  })
})

describe('the columns of a union', () => {
  const ofTypes = (...columns: readonly string[]): readonly string[] | undefined => {
    const [first, ...rest] = columns.map((name): any => db.selectFrom('t').select(`t.${name} as x`))
    return columnsOf(rest.reduce((query, other) => query.unionAll(other), first))
  }

  it.each<[string, readonly string[]]>([
    ['integer', ['small', 'small']],
    ['bigint', ['small', 'big', 'small']],
    ['double', ['small', 'score']],
    ['decimal', ['small', 'price']],
    ['?', ['price', 'exact']],
    ['timestamp', ['day', 'time']],
    ['?', ['text', 'small']],
    ['?', ['small', 'raw']],
    ['?', ['raw', 'small']],
  ])('are %s for %j', (type, columns) => {
    expect(ofTypes(...columns)).toEqual([`x: ${type}`])
  })

  it('have no type where a half is raw SQL or has fewer', () => {
    const first: any = db.selectFrom('a').selectAll()
    expect(columnsOf(first.unionAll(sql`select 1`))).toEqual(['id: ?', 'x: ?'])
    expect(columnsOf(first.unionAll(db.selectFrom('a').select('a.id')))).toEqual(['id: integer', 'x: ?'])
    expect(columnsOf(first.unionAll(db.selectFrom('hidden').selectAll()))).toEqual(['id: ?', 'x: ?'])
  })

  it('see the tables of the whole query', () => {
    const query: any = db
      .with('c', (q) => q.selectFrom('a').selectAll())
      .selectFrom('a')
      .selectAll()
    expect(columnsOf(query.unionAll(db.selectFrom('c').selectAll()))).toEqual(['id: integer', 'x: varchar'])
  })
})
