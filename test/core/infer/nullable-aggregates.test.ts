import {
  count,
  divide,
  iff,
  integer,
  jsonPath,
  max,
  mod,
  nullIf,
  orNull,
  parseJson,
  regexpGroup,
  tryCast,
} from 'kerros'
import { AggregateFunctionNode, ParensNode, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type CanonicalFunction, canonicalName } from '../../../src/core/functions/call/canonical-function.js'
import { nullableAggregates } from '../../../src/core/infer/nullable-aggregates.js'
import { column, db, eb } from './known-columns.js'

interface Query {
  toOperationNode(): any
}

/** The columns that are reported, as `"column": aggregate`. */
const found = (query: Query): readonly string[] =>
  nullableAggregates(query.toOperationNode(), 'm').map(({ code, message }) => {
    const [, of, aggregate] = /^the column ("\w+") of "m" is .*: (\w+) without groupBy$/.exec(message)!
    return `${code} ${of}: ${aggregate}`
  })
const foundIn = (x: any): readonly string[] => found(db.selectFrom('t').select(x.as('x')))

const last = (): any => max(eb.ref('t.small'))
const one = db.selectFrom('t').select(last().as('last'))
const LAST = 'E_NULLABLE_AGGREGATE "last": max'
const aggregate = (name: string): any => ({
  toOperationNode: () => AggregateFunctionNode.create(name, [column('small')]),
})
const canonical = (name: CanonicalFunction): any => aggregate(canonicalName(name))

describe('an aggregate without groupBy', () => {
  it.each([
    'any_value',
    'avg',
    'bool_and',
    'bool_or',
    'listagg',
    'median',
    'percentile_disc',
    'stddev_pop',
    'sum',
  ] as const)('is NULL of no rows: kerros’ %s', (name) => {
    expect(found(db.selectFrom('t').select(canonical(name)))).toEqual([`E_NULLABLE_AGGREGATE "${name}": ${name}`])
  })

  it.each(['min', 'max', 'sum', 'avg', 'any_value'])('is NULL of no rows: an engine’s own %s', (name) => {
    expect(found(db.selectFrom('t').select(aggregate(name)))).toEqual([`E_NULLABLE_AGGREGATE "${name}": ${name}`])
  })

  it.each(['count', 'row_number', 'kerros.count_if', 'kerros.approx_count_distinct', 'kerros.array_agg'])(
    'is not NULL: %s',
    (name) => {
      expect(found(db.selectFrom('t').select(aggregate(name)))).toEqual([])
    },
  )

  it.each<[string, any]>([
    ['arithmetic', eb(last(), '+', 1)],
    ['arithmetic on the right', eb(eb.lit(1), '-', last())],
    ['a call', iff(eb('t.flag', '=', true), last(), eb.lit(0))],
    ['CASE', eb.case().when('t.flag', '=', true).then(last()).else(0).end()],
    ['parentheses', eb.parens(eb(last(), '+', 1))],
    ['a template', sql`abs(${last()})`],
    ['a cast', eb.cast(last(), 'integer')],
    ['a division by a number in the code', divide(last(), 2)],
    ['a list of arguments', eb.fn('greatest', [eb.lit(1), eb.lit(null), last()])],
  ])('is found within %s', (_, x) => {
    expect(foundIn(x)).toEqual(['E_NULLABLE_AGGREGATE "x": max'])
  })

  it.each<[string, any]>([
    ['orNull', orNull(last())],
    ['coalesce', eb.fn.coalesce(last(), eb.lit(0))],
    ['nullIf', nullIf(last(), 0)],
    ['mod', mod(last(), 2)],
    ['tryCast', tryCast(last(), integer())],
    ['regexpGroup', regexpGroup(last(), '(a)', 1)],
    ['parseJson', parseJson(last())],
    ['jsonPath', jsonPath(last(), 'a', integer())],
    ['a division by a column', divide(last(), eb.ref('t.small'))],
    ['a division by a count', divide(last(), count())],
    ['a division by 0', divide(last(), 0)],
    ['the operator /', eb(last(), '/', 2)],
    ['the operator %', eb(last(), '%', 2)],
    ['a window', last().over()],
    ['a filter', last().filterWhere('t.small', '>', 1)],
    ['a subquery', one],
  ])('is typed nullable within %s', (_, x) => {
    expect(foundIn(x)).toEqual([])
  })

  it('is reported once for each column, by its own name where it has no other', () => {
    expect(
      found(
        db
          .selectFrom('t')
          .select([last().as('a'), eb(last(), '+', eb.fn.min('t.big')).as('b'), 't.small', canonical('sum')])
          .select(sql`max(1)`.as(sql`c`)),
      ),
    ).toEqual(['E_NULLABLE_AGGREGATE "a": max', 'E_NULLABLE_AGGREGATE "b": max', 'E_NULLABLE_AGGREGATE "sum": sum'])
    expect(found(db.selectFrom('t').select(sql`${last()}`.as(sql`c`)))).toEqual(['E_NULLABLE_AGGREGATE "max": max'])
  })

  it('has a row in each group', () => {
    expect(found(one.groupBy('t.text'))).toEqual([])
    expect(found(db.selectFrom('t').selectAll())).toEqual([])
  })
})

describe('the queries whose aggregates become columns of the relation', () => {
  it.each<[string, Query]>([
    ['the query in parentheses', { toOperationNode: () => ParensNode.create(one.toOperationNode()) }],
    [
      'a common table expression',
      db
        .with('c', () => one)
        .selectFrom('c')
        .selectAll(),
    ],
    ['a subquery in FROM', db.selectFrom(one.as('s')).selectAll()],
    ['a joined subquery', db.selectFrom('t').innerJoin(one.as('s'), 's.last', 't.small').selectAll()],
    ['a crossed subquery', db.selectFrom('t').crossJoin(one.as('s')).selectAll()],
    [
      'the last of two joins',
      db.selectFrom('t').rightJoin('t as u', 'u.small', 't.small').crossJoin(one.as('s')).selectAll(),
    ],
    ['a right joined subquery', db.selectFrom('t').rightJoin(one.as('s'), 's.last', 't.small').selectAll()],
    ['the left side of a left join', db.selectFrom(one.as('s')).leftJoin('t', 's.last', 't.small').selectAll()],
    [
      'the second of a union',
      db
        .selectFrom('t')
        .select('t.small')
        .unionAll(one as never),
    ],
    ['a subquery in a subquery', db.selectFrom(db.selectFrom(one.as('r')).selectAll().as('s')).selectAll()],
  ])('include %s', (_, query) => {
    expect(found(query)).toEqual([LAST])
  })

  it.each<[string, Query]>([
    ['a left joined subquery', db.selectFrom('t').leftJoin(one.as('s'), 's.last', 't.small').selectAll()],
    ['a fully joined subquery', db.selectFrom('t').fullJoin(one.as('s'), 's.last', 't.small').selectAll()],
    ['what a right join leaves out', db.selectFrom(one.as('s')).rightJoin('t', 's.last', 't.small').selectAll()],
    ['what a full join leaves out', db.selectFrom(one.as('s')).fullJoin('t', 's.last', 't.small').selectAll()],
    [
      'what is joined before a right join',
      db.selectFrom('t').crossJoin(one.as('s')).rightJoin('t as u', 's.last', 'u.small').selectAll(),
    ],
    [
      'a subquery in a condition',
      db
        .selectFrom('t')
        .selectAll()
        .where('t.small', '=', one as never),
    ],
    ['raw SQL', { toOperationNode: () => sql`select max(1)`.toOperationNode() }],
  ])('do not include %s', (_, query) => {
    expect(found(query)).toEqual([])
  })
})
