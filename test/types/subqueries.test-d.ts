import { type RowType, view } from 'kerros'
import type { ExpressionBuilder, SelectQueryBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { expectTypeOf, it } from 'vitest'
import { src_links, src_movies, src_ratings } from './movies.js'

declare const on: boolean
const anyLinks = (eb: ExpressionBuilder<any, any>) => eb.selectFrom('l').select('l.movie_id')
const rated = <DB, TB extends keyof DB>(eb: ExpressionBuilder<DB, TB>) => eb.lit(true)
const limited = <DB, TB extends keyof DB, O>(q: SelectQueryBuilder<DB, TB, O>): SelectQueryBuilder<DB, TB, O> =>
  q.limit(1)

/** Everything here is legal Kysely: the expression builders of callbacks make subqueries of ours. */
it('subqueries are typed in conditions', () => {
  view({ r: src_ratings, l: src_links, m: src_movies }, (db) =>
    db
      .selectFrom('r')
      .where(rated)
      .where((eb) => rated(eb))
      .where((eb) => eb.exists(anyLinks(eb)))
      .where((eb) => {
        let q = eb.selectFrom('l').select('l.movie_id')
        if (on) q = q.where('l.movie_id', '=', eb.ref('r.movie_id'))
        q = limited(q)
        return eb.or([
          eb.exists(q),
          eb('r.movie_id', 'in', q),
          eb('r.movie_id', '=', (inner) => inner.selectFrom('m').select('m.movie_id').limit(1)),
        ])
      })
      .where('r.movie_id', 'in', (eb) =>
        eb.selectFrom('l').select('l.movie_id').union(eb.selectFrom('m').select('m.movie_id')),
      )
      .where('r.rating', '>', (eb) => eb.selectFrom('r as q').select((q) => q.fn.max('q.rating').as('best')))
      .where('r.movie_id', 'in', [1, (eb) => eb.selectFrom('m').select('m.movie_id').limit(1)])
      .where(({ eb, not, exists, selectFrom }) => not(exists(selectFrom(['l', 'm as x']).select(eb.lit(1).as('one')))))
      .groupBy('r.user_id')
      .having((eb) => eb.exists(eb.selectFrom('l').selectAll()))
      .having('r.user_id', '=', (eb) => eb.selectFrom('r as q').select('q.user_id').limit(1))
      .select('r.user_id'),
  )
})

it('subqueries are typed in joins and columns', () => {
  const m = view({ r: src_ratings, l: src_links, m: src_movies }, (db) =>
    db
      .selectFrom('r')
      .innerJoin(
        (eb) => eb.selectFrom('l').selectAll().$call(limited).as('k'),
        (join) => join.onRef('k.movie_id', '=', 'r.movie_id').on((eb) => eb.exists(eb.selectFrom('m').selectAll())),
      )
      .leftJoinLateral(
        (eb) =>
          eb
            .selectFrom((inner) => inner.selectFrom('m').select(['m.title', 'm.movie_id']).as('n'))
            .whereRef('n.movie_id', '=', 'r.movie_id')
            .selectAll()
            .as('z'),
        'z.movie_id',
        'k.movie_id',
      )
      .select((eb) => [
        'z.title',
        eb
          .selectFrom('m')
          .select(({ fn }) => fn.countAll<number>().as('n'))
          .as('n'),
        jsonArrayFrom(eb.selectFrom('m').select(['m.title', 'm.genres'])).as('movies'),
      ])
      .select((eb) => eb.selectFrom('m').select('m.title').limit(1).as('one'))
      .select([(eb) => eb.selectFrom('m').select('m.title').limit(1).as('two'), 'k.imdb_id'])
      .select(({ selectFrom }) => [selectFrom('m').select('m.title').$asScalar().as('three')]),
  )
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
    title: string | null
    n: number | null
    movies: { title: string; genres: string | null }[]
    one: string | null
    two: string | null
    imdb_id: string
    three: string
  }>()
})

it('subqueries are typed after a union', () => {
  const m = view({ r: src_ratings, m: src_movies }, (db) =>
    db
      .selectFrom('r')
      .select('r.movie_id')
      .union((eb) => eb.selectFrom('m').select('m.movie_id'))
      .except((eb) => [eb.selectFrom('m').select('m.movie_id').limit(1), eb.selectFrom('r').select('r.movie_id')]),
  )
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ movie_id: number }>()
})
