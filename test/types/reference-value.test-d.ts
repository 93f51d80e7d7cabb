import { type DateString, type RowType, view } from 'kerros'
import { type Expression, sql } from 'kysely'
import { describe, expectTypeOf, it } from 'vitest'
import type { ReferenceValue } from '../../src/core/query/reference-value.js'
import type { SelectQuery } from '../../src/core/query/select-query.js'
import { categories, src_links, src_ratings } from './movies.js'

interface Tables {
  r: { id: number; level: 'low' | 'high' | null; day: DateString }
  m: { id: string; title: string }
}
type Value<RE> = ReferenceValue<Tables, 'r' | 'm', RE>

describe('the type of what a comparison names', () => {
  it('of a column, with its table and without', () => {
    expectTypeOf<Value<'r.level'>>().toEqualTypeOf<'low' | 'high' | null>()
    expectTypeOf<Value<'m.title'>>().toEqualTypeOf<string>()
    expectTypeOf<Value<'title'>>().toEqualTypeOf<string>()
    expectTypeOf<Value<'id'>>().toEqualTypeOf<number | string>()
  })

  it('of one of several columns', () => {
    expectTypeOf<Value<'r.id' | 'r.day'>>().toEqualTypeOf<number | DateString>()
    expectTypeOf<Value<'day' | 'title'>>().toEqualTypeOf<DateString | string>()
    expectTypeOf<Value<'r.id' | 'm.title'>>().toEqualTypeOf<number | string>()
  })

  it('of an expression, a subquery and a callback', () => {
    type Subquery = SelectQuery<Tables, 'r', { n: number }>
    expectTypeOf<Value<Expression<Date | null>>>().toEqualTypeOf<Date | null>()
    expectTypeOf<Value<Subquery>>().toEqualTypeOf<number | null>()
    expectTypeOf<Value<(eb: never) => Expression<boolean>>>().toEqualTypeOf<boolean>()
    expectTypeOf<Value<(eb: never) => Subquery>>().toEqualTypeOf<number | null>()
  })
})

/** Everything here is legal Kysely: an error below is a false alarm of kerros' types. */
it('comparisons and arithmetic take what Kysely takes', () => {
  const m = view({ c: categories, r: src_ratings, l: src_links }, (db) =>
    db
      .selectFrom('r')
      .innerJoin('l', 'l.movie_id', 'r.movie_id')
      .innerJoin('c', 'c.code', 'l.imdb_id')
      .where('c.level', '=', 'low')
      .where('level', 'in', ['low', 'high'])
      .where('l.tmdb_id', 'is', null)
      .where('r.rating', '>', (eb) => eb.selectFrom('r as x').select('x.rating').limit(1))
      .where((eb) => eb.val(3), '<', 'rating' as never)
      .where((eb) => eb.selectFrom('r as x').select('x.rating').limit(1), '>', 3)
      .where((eb) => eb('c.level', 'not in', ['low']).or(eb('c.level', '=', 'high')))
      .where((eb) => eb.between('r.rated_at', new Date(0), eb.fn.max('r.rated_at')))
      .having('r.rating', '>=', 1)
      .select((eb) => [
        eb('r.rating', '+', eb.ref('r.user_id')).as('plus'),
        eb('tmdb_id', '*', 2).as('times'),
        eb(sql<number>`1`, '-', 1).as('minus'),
        eb(sql`1`, '+', 1).as('raw'),
        eb('c.level', '=', 'low').as('is_low'),
      ]),
  )
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
    plus: number
    times: number | null
    minus: number
    raw: unknown
    is_low: boolean | null
  }>()
})
