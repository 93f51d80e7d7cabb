import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { DuckDbQueryCompiler } from '../../../src/dialects/duckdb/query/duckdb-query-compiler.js'
import { SnowflakeQueryCompiler } from '../../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { compile, duckDb, snowflake } from '../functions/run-case.js'

const db = new Kysely<{ t: { x: number; y: string } }>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})
const from = db.selectFrom('t').select('x')
const ofBoth = (query: { toOperationNode(): any }): string[] =>
  [duckDb(), snowflake()].map((compiler) =>
    compile(compiler, query.toOperationNode()).replaceAll('"', '').toLowerCase(),
  )
const orders = (query: { toOperationNode(): any }): string[] =>
  ofBoth(query).map((text) => text.slice(text.indexOf('order by ') + 'order by '.length))
const same = (text: string): string[] => [text, text]

describe('the SQL of models says where NULL is in an order', () => {
  it('last in ascending and first in descending order', () => {
    expect(orders(from.orderBy('x').orderBy('y', 'desc').orderBy('x', 'asc'))).toEqual(
      same('x nulls last, y desc nulls first, x asc nulls last'),
    )
  })

  it('unless the query says it', () => {
    expect(orders(from.orderBy('x', (o) => o.desc().nullsLast()).orderBy('y', (o) => o.asc().nullsFirst()))).toEqual(
      same('x desc nulls last, y asc nulls first'),
    )
  })

  it.each([
    ['x + 1', 'x + 1 nulls last'],
    ['x desc', 'x desc nulls first'],
    ['x ASC ', 'x asc  nulls last'],
    ['1', '1 nulls last'],
    [`coalesce(y, 'say desc nulls')`, `coalesce(y, 'say desc nulls') nulls last`],
    ['x desc nulls last', 'x desc nulls last'],
    ['x asc, y desc', 'x asc, y desc'],
    ['x desc /* newest first */', 'x desc /* newest first */'],
    ['descending', 'descending nulls last'],
  ])('in a template too, where it ends in a direction or has none: %s', (written, expected) => {
    expect(orders(from.orderBy(sql.raw(written)))).toEqual(same(expected))
    expect(orders(from.orderBy(sql`${sql.raw(written)}`))).toEqual(same(expected))
  })

  it('with a direction that is a template', () => {
    expect(orders(from.orderBy('x', sql`desc`).orderBy('y', sql`desc nulls last`))).toEqual(
      same('x desc nulls first, y desc nulls last'),
    )
    expect(orders(from.orderBy(sql`x ${sql.raw('desc')}`).orderBy(sql`lower(${sql.ref('y')})`))).toEqual(
      same('x desc nulls first, lower(y) nulls last'),
    )
  })

  it('with a collation', () => {
    expect(orders(from.orderBy('y', (o) => o.collate('de').desc()))[0]).toBe('y collate de desc nulls first')
  })

  it('in windows, their frames and lists', () => {
    const query = db.selectFrom('t').select((eb) => [
      eb.fn
        .agg<number>('rank')
        .over((over) => over.orderBy('x', 'desc'))
        .as('place'),
      eb.fn.agg<string>('array_agg', ['y']).withinGroupOrderBy('x', 'desc').as('list'),
    ])
    expect(ofBoth(query)[1]).toBe(
      'select rank() over(order by x desc nulls first) as place, ' +
        'array_agg(y) within group (order by x desc nulls first) as list from t',
    )
  })

  it('but not in percentiles of Snowflake, whose grammar does not have it and which leave NULL out', () => {
    const query = db.selectFrom('t').select((eb) =>
      eb.fn
        .agg<number>('percentile_cont', [sql.lit(0.5)])
        .withinGroupOrderBy('x', 'desc')
        .as('middle'),
    )
    expect(ofBoth(query)[1]).toBe('select percentile_cont(0.5) within group (order by x desc) as middle from t')
  })
})

it('queries of plain Kysely say nothing: their own session decides', () => {
  for (const compiler of [new DuckDbQueryCompiler(), new SnowflakeQueryCompiler()])
    expect(compile(compiler, from.orderBy('x').orderBy('y', 'desc').toOperationNode())).not.toMatch(/nulls/)
})
