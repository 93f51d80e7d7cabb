import { type RowType, view } from 'kerros'
import { type Kysely, type SelectExpression, sql } from 'kysely'
import { describe, expectTypeOf, it } from 'vitest'
import type { QuerySource } from '../../src/core/query/query-source.js'
import { src_links, src_movies, src_ratings } from './movies.js'

interface Tables {
  r: { user_id: number; movie_id: number }
  l: { movie_id: number; imdb_id: string | null }
  m: { movie_id: number; title: string }
}
declare const ours: QuerySource<Tables>
declare const kyselys: Kysely<Tables>
const links = kyselys.selectFrom('l').selectAll()

type RowOf<Q> = Q extends { execute(): Promise<(infer Row)[]> } ? Row : never
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
/** Two queries with the same rows. */
const same = <A, B>(_ours: A, _kyselys: B, _equal: Equal<RowOf<A>, RowOf<B>>): void => {}

// src/core/query finds the tables of a join by itself.
describe('the rows of joins are Kysely’s', () => {
  it('of tables', () => {
    same(
      ours.selectFrom('r').innerJoin('m', 'm.movie_id', 'r.movie_id').selectAll(),
      kyselys.selectFrom('r').innerJoin('m', 'm.movie_id', 'r.movie_id').selectAll(),
      true,
    )
    same(
      ours.selectFrom('r').leftJoin('m', 'm.movie_id', 'r.movie_id').selectAll(),
      kyselys.selectFrom('r').leftJoin('m', 'm.movie_id', 'r.movie_id').selectAll(),
      true,
    )
    same(
      ours.selectFrom('r').rightJoin('m', 'm.movie_id', 'r.movie_id').selectAll(),
      kyselys.selectFrom('r').rightJoin('m', 'm.movie_id', 'r.movie_id').selectAll(),
      true,
    )
    same(
      ours.selectFrom('r').fullJoin('m', 'm.movie_id', 'r.movie_id').selectAll(),
      kyselys.selectFrom('r').fullJoin('m', 'm.movie_id', 'r.movie_id').selectAll(),
      true,
    )
    // A test of the test.
    same(
      ours.selectFrom('r').fullJoin('m', 'm.movie_id', 'r.movie_id').selectAll(),
      kyselys.selectFrom('r').rightJoin('m', 'm.movie_id', 'r.movie_id').selectAll(),
      false,
    )
  })

  it('of tables under the name of another table', () => {
    same(
      ours.selectFrom('r').innerJoin('m as l', 'l.movie_id', 'r.movie_id').selectAll(),
      kyselys.selectFrom('r').innerJoin('m as l', 'l.movie_id', 'r.movie_id').selectAll(),
      true,
    )
    same(
      ours.selectFrom('r').leftJoin('m as l', 'l.movie_id', 'r.movie_id').selectAll(),
      kyselys.selectFrom('r').leftJoin('m as l', 'l.movie_id', 'r.movie_id').selectAll(),
      true,
    )
    same(
      ours.selectFrom('r').rightJoin('m as l', 'l.movie_id', 'r.movie_id').selectAll(),
      kyselys.selectFrom('r').rightJoin('m as l', 'l.movie_id', 'r.movie_id').selectAll(),
      true,
    )
    same(
      ours.selectFrom('r').fullJoin('m as l', 'l.movie_id', 'r.movie_id').selectAll(),
      kyselys.selectFrom('r').fullJoin('m as l', 'l.movie_id', 'r.movie_id').selectAll(),
      true,
    )
  })

  it('of queries, and of several joins', () => {
    same(
      ours.selectFrom('r').leftJoin(links.as('x'), 'x.movie_id', 'r.movie_id').selectAll(),
      kyselys.selectFrom('r').leftJoin(links.as('x'), 'x.movie_id', 'r.movie_id').selectAll(),
      true,
    )
    same(
      ours
        .selectFrom('r')
        .fullJoin((eb) => eb.selectFrom('m').selectAll().as('l'), 'l.movie_id', 'r.movie_id')
        .selectAll(),
      kyselys
        .selectFrom('r')
        .fullJoin((eb) => eb.selectFrom('m').selectAll().as('l'), 'l.movie_id', 'r.movie_id')
        .selectAll(),
      true,
    )
    same(
      ours
        .selectFrom(['r as a', links.as('x')])
        .rightJoin('m', 'm.movie_id', 'x.movie_id')
        .leftJoin('l', (join) => join.onTrue())
        .crossJoin('r as c')
        .selectAll(),
      kyselys
        .selectFrom(['r as a', links.as('x')])
        .rightJoin('m', 'm.movie_id', 'x.movie_id')
        .leftJoin('l', (join) => join.onTrue())
        .crossJoin('r as c')
        .selectAll(),
      true,
    )
  })

  it('of lateral queries', () => {
    const m = view({ r: src_ratings, m: src_movies, l: src_links }, (db) =>
      db
        .selectFrom('r')
        .innerJoinLateral(
          (eb) =>
            eb
              .selectFrom('m')
              .leftJoin('l', 'l.movie_id', 'm.movie_id')
              .whereRef('m.movie_id', '=', 'r.movie_id')
              .select((inner) => ['m.title', 'l.imdb_id', inner.ref('r.rating').as('rated')])
              .as('x'),
          (join) => join.onTrue(),
        )
        .leftJoinLateral(
          ({ selectFrom }) => selectFrom('l').select(['l.tmdb_id', 'l.movie_id']).orderBy('l.tmdb_id').limit(1).as('y'),
          (join) => join.onRef('y.movie_id', '=', 'r.movie_id'),
        )
        .crossJoinLateral((eb) => eb.selectFrom('m').select('m.genres').as('z'))
        .select(['r.user_id', 'x.title', 'x.imdb_id', 'x.rated', 'y.tmdb_id', 'z.genres']),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      user_id: number
      title: string
      imdb_id: string | null
      rated: number
      tmdb_id: number | null
      genres: string | null
    }>()
  })
})

describe('in generic code', () => {
  it('the name of a table can be a type parameter', () => {
    const newest = <N extends 'r' | 'm'>(name: N) => ours.selectFrom(name).selectAll().distinct().limit(1)
    expectTypeOf<RowOf<ReturnType<typeof newest<'m'>>>>().toEqualTypeOf<{ movie_id: number; title: string }>()
    const joined = <N extends 'r' | 'm'>(name: N) => ours.selectFrom('l').crossJoin(name).selectAll('l').limit(1)
    expectTypeOf<RowOf<ReturnType<typeof joined<'m'>>>>().toEqualTypeOf<{ movie_id: number; imdb_id: string | null }>()
    const counted = <N extends 'r' | 'm'>(name: N) => ours.selectFrom(name).select(sql<number>`count(*)`.as('n'))
    expectTypeOf<RowOf<ReturnType<typeof counted<'r'>>>>().toEqualTypeOf<{ n: number }>()
  })

  it('columns and rows can be type parameters', () => {
    const one = <C extends 'user_id' | 'movie_id'>(column: C) =>
      ours.selectFrom('r').select(column).where('r.user_id', '>', 1)
    expectTypeOf<RowOf<ReturnType<typeof one<'user_id'>>>>().toEqualTypeOf<{ user_id: number }>()
    const any = <S extends SelectExpression<Tables, 'r'>>(selection: S) =>
      ours.selectFrom('r').select(selection).where('r.user_id', '>', 1)
    expectTypeOf<RowOf<ReturnType<typeof any<'r.movie_id as m'>>>>().toEqualTypeOf<{ m: number }>()
    const all = <T extends 'r' | 'm'>(table: T) => ours.selectFrom(['r', 'm']).selectAll(table).limit(1)
    expectTypeOf<RowOf<ReturnType<typeof all<'m'>>>>().toEqualTypeOf<{ movie_id: number; title: string }>()
    const cast = <Row>() => ours.selectFrom('r').selectAll().$castTo<Row>().where('r.user_id', '>', 1)
    expectTypeOf<RowOf<ReturnType<typeof cast<{ n: number }>>>>().toEqualTypeOf<{ n: number }>()
  })
})
