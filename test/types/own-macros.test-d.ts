import {
  arrayConstruct,
  concat,
  count,
  dateAdd,
  dateTrunc,
  divide,
  greatest,
  iff,
  lag,
  least,
  nullIf,
  type RowType,
  round,
  type Scalar,
  sum,
  type Takes,
  text,
  upper,
  type ValueOf,
  view,
} from 'kerros'
import { avgExact, surrogateKey } from 'kerros/macros'
import { type Expression, type ExpressionBuilder, type OperationNodeSource, sql } from 'kysely'
import { describe, expectTypeOf, it } from 'vitest'
import { categories, src_links, src_movies, src_ratings } from './movies.js'

describe('helpers in macros of a project', () => {
  // The form of kerros' own helpers.
  function euros<E extends OperationNodeSource>(
    cents: Takes<E, number | null>,
  ): Scalar<number | Extract<ValueOf<E>, null>> {
    return divide(cents as Expression<number>, 100).$castTo<number | Extract<ValueOf<E>, null>>()
  }

  function rounded<T extends number | null>(x: Expression<T>): Scalar<T> {
    return round(x, 2)
  }

  function shouted<T extends string | null>(x: Expression<T>): Scalar<string | Extract<T, null>> {
    return upper(concat(x, '!'))
  }

  const newest = <DB, TB extends keyof DB>(eb: ExpressionBuilder<DB, TB>, x: Expression<Date>) =>
    iff(eb.lit(true), dateTrunc('day', x), dateAdd('day', 1, x))

  it('take parameters whose type is not known yet', () => {
    const m = view({ r: src_ratings, l: src_links, m: src_movies }, (db) =>
      db
        .selectFrom('r')
        .innerJoin('l', 'l.movie_id', 'r.movie_id')
        .innerJoin('m', 'm.movie_id', 'r.movie_id')
        .select((eb) => [
          euros(eb.ref('l.tmdb_id')).as('euros'),
          euros(eb.ref('r.rating')).as('sure_euros'),
          rounded(eb.ref('l.tmdb_id')).as('rounded'),
          shouted(eb.ref('m.genres')).as('shouted'),
          newest(eb, eb.ref('r.rated_at')).as('newest'),
        ]),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      euros: number | null
      sure_euros: number
      rounded: number | null
      shouted: string | null
      newest: Date
    }>()
  })
})

it('helpers take each other, raw SQL, subqueries as values, unions of expressions and any', () => {
  const isOn = true as boolean
  const m = view({ r: src_ratings, l: src_links, m: src_movies, c: categories }, (db) =>
    db
      .selectFrom('r')
      .innerJoin('l', 'l.movie_id', 'r.movie_id')
      .innerJoin('m', 'm.movie_id', 'r.movie_id')
      .crossJoin('c')
      .select((eb) => [
        upper(concat(eb.ref('m.title'), '-', eb.ref('m.genres'))).as('texts'),
        upper(sql<string>`x`).as('raw'),
        sum(isOn ? eb.ref('r.rating') : eb.ref('l.tmdb_id')).as('either'),
        sum(eb('r.rating', '*', 2)).as('product'),
        sum(sql<any>`x`).as('anything'),
        avgExact(eb.fn.coalesce('l.tmdb_id', eb.lit(0))).as('mean'),
        greatest(eb.ref('r.rating'), eb.ref('l.tmdb_id'), eb.lit(1)).as('greatest'),
        least(...[eb.ref('r.rating'), eb.ref('r.movie_id')]).as('least'),
        iff(
          eb.and([eb('r.rating', '>', 1), eb.exists(eb.selectFrom('m').select('m.title'))]),
          text('a'),
          eb.val('b'),
        ).as('iff'),
        count()
          .filterWhere(eb('r.rating', '>', 1))
          .as('filtered'),
        lag(eb.ref('r.rating')).over().as('lag'),
        nullIf(eb.ref('c.level'), 'none').as('level'),
        nullIf(eb.ref('m.title'), eb.ref('m.genres')).as('title'),
        arrayConstruct(eb.ref('c.level'), text('none')).as('levels'),
        surrogateKey([eb.ref('r.user_id'), eb.ref('m.title'), eb.ref('c.active')]).as('key'),
      ]),
  )
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
    texts: string | null
    raw: string
    either: number | null
    product: number
    anything: any
    mean: number
    greatest: number | null
    least: number
    iff: string
    filtered: number
    lag: number | null
    level: 'low' | 'high' | null
    title: string | null
    levels: ('low' | 'high' | 'none' | null)[]
    key: string
  }>()
})
