import {
  avg,
  count,
  divide,
  lag,
  lastValue,
  type Model,
  type RowType,
  rangeBetween,
  rank,
  round,
  rowNumber,
  rowsBetween,
  splitToTable,
  sum,
  table,
  text,
  view,
} from 'kerros'
import { safeDivide } from 'kerros/macros'
import { type AliasableExpression, type Expression, type QueryCreator, sql } from 'kysely'
import { describe, expectTypeOf, it } from 'vitest'
import { movies_history, src_links, src_movies, src_ratings } from './movies.js'

/** Everything here is legal Kysely: an error in this file is a false alarm of kerros' types. */
describe('FROM', () => {
  it('accepts common table expressions, also one that reads another', () => {
    const m = table({ r: src_ratings, m: src_movies }, (db) =>
      db
        .with('busy', (cte) =>
          cte
            .selectFrom('r')
            .groupBy('r.movie_id')
            .select(['r.movie_id', count().as('n')]),
        )
        .with('named', (cte) =>
          cte.selectFrom('busy as b').innerJoin('m', 'm.movie_id', 'b.movie_id').select(['m.title', 'b.n']),
        )
        .selectFrom('named')
        .selectAll(),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ title: string; n: number }>()
  })

  it('accepts a recursive common table expression', () => {
    const m = table({ r: src_ratings }, (db) =>
      db
        .withRecursive('days(n, label)', (cte) =>
          cte
            .selectFrom('r')
            .select((eb) => [eb.lit(1).$castTo<number>().as('n'), text('day').$castTo<string>().as('label')])
            .unionAll(cte.selectFrom('days as d').select((eb) => [eb('d.n', '+', 1).as('n'), 'd.label'])),
        )
        .selectFrom('days')
        .select(['days.n', 'days.label']),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ n: number; label: string }>()
  })

  it('accepts unions, also of queries over different inputs', () => {
    const m = view({ r: src_ratings, m: src_movies }, (db) =>
      db
        .selectFrom('r')
        .select(['r.movie_id', 'r.user_id as n'])
        .union(db.selectFrom('m').select((eb) => ['m.movie_id', eb.lit(0).$castTo<number>().as('n')]))
        .except(db.selectFrom('r').select(['r.movie_id', 'r.user_id as n']))
        .orderBy('n'),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ movie_id: number; n: number }>()
  })

  it('accepts a subquery, and a lateral one', () => {
    const m = view({ r: src_ratings, m: src_movies }, (db) =>
      db
        .selectFrom((eb) => eb.selectFrom('r').select(['r.movie_id', 'r.rating']).as('x'))
        .innerJoinLateral(
          (eb) => eb.selectFrom('m').select('m.title').whereRef('m.movie_id', '=', 'x.movie_id').limit(1).as('y'),
          (join) => join.onTrue(),
        )
        .select(['x.movie_id', 'x.rating', 'y.title']),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ movie_id: number; rating: number; title: string }>()
  })

  it('accepts a table function', () => {
    const m = table({ m: src_movies }, (db) =>
      db
        .selectFrom('m')
        .crossJoinLateral((eb) => splitToTable(eb.ref('m.genres'), '|').as('g'))
        .where('g.value', '!=', '(no genres listed)')
        .select(['m.movie_id', 'g.value as genre', 'g.index']),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ movie_id: number; genre: string; index: number }>()
  })

  it('accepts several tables, one table twice, and a cross join', () => {
    const m = view({ r: src_ratings, m: src_movies }, (db) =>
      db
        .selectFrom(['r as a', 'r as b'])
        .crossJoin('m')
        .whereRef('a.user_id', '=', 'b.user_id')
        .select(['a.rating as first', 'b.rating as second', 'm.title']),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ first: number; second: number; title: string }>()
  })

  it('left, right and full joins make the other side nullable', () => {
    const m = view({ r: src_ratings, l: src_links, m: src_movies }, (db) =>
      db
        .selectFrom('r')
        .leftJoin('l', (join) => join.onRef('l.movie_id', '=', 'r.movie_id').on('l.tmdb_id', 'is not', null))
        .select(['r.user_id', 'l.imdb_id']),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ user_id: number; imdb_id: string | null }>()
    const right = view({ r: src_ratings, l: src_links }, (db) =>
      db.selectFrom('r').rightJoin('l', 'l.movie_id', 'r.movie_id').select(['r.user_id', 'l.imdb_id']),
    )
    expectTypeOf<RowType<typeof right>>().toEqualTypeOf<{ user_id: number | null; imdb_id: string }>()
    const full = view({ r: src_ratings, l: src_links }, (db) =>
      db.selectFrom('r').fullJoin('l', 'l.movie_id', 'r.movie_id').select(['r.user_id', 'l.imdb_id']),
    )
    expectTypeOf<RowType<typeof full>>().toEqualTypeOf<{ user_id: number | null; imdb_id: string | null }>()
  })
})

describe('SELECT', () => {
  it('selectAll has the columns of one table, of all, of a join', () => {
    const one = view({ r: src_ratings, l: src_links }, (db) =>
      db.selectFrom('r').leftJoin('l', 'l.movie_id', 'r.movie_id').selectAll('l').select('r.user_id'),
    )
    expectTypeOf<RowType<typeof one>>().toEqualTypeOf<{
      movie_id: number | null
      imdb_id: string | null
      tmdb_id: number | null
      user_id: number
    }>()
    const all = view({ r: src_ratings }, (db) => db.selectFrom('r').selectAll())
    expectTypeOf<RowType<typeof all>>().toEqualTypeOf<RowType<typeof src_ratings>>()
  })

  it('accepts windows, kerros’ own and Kysely’s', () => {
    const m = table({ r: src_ratings }, (db) =>
      db.selectFrom('r').select((eb) => [
        'r.user_id',
        rowNumber()
          .over((w) => w.partitionBy(eb.ref('r.user_id')).orderBy(eb.ref('r.rated_at'), 'desc'))
          .as('position'),
        lag(eb.ref('r.rating'))
          .over((w) => w.orderBy(eb.ref('r.rated_at')))
          .as('before'),
        rank()
          .over((w) => w.partitionBy([eb.ref('r.user_id'), eb.ref('r.movie_id')]))
          .as('ranked'),
        sum(eb.ref('r.rating')).over().as('total'),
        eb.fn
          .agg<number>('row_number')
          .over((w) => w.partitionBy('r.user_id').orderBy('r.rated_at'))
          .as('plain'),
      ]),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      user_id: number
      position: number
      before: number | null
      ranked: number
      total: number
      plain: number
    }>()
  })

  it('frames keep the type and the nullability of their function', () => {
    const m = table({ r: src_ratings, l: src_links }, (db) =>
      db
        .selectFrom('r')
        .leftJoin('l', 'l.movie_id', 'r.movie_id')
        .select((eb) => [
          avg(eb.ref('r.rating'))
            .over((w) =>
              w
                .partitionBy(eb.ref('r.user_id'))
                .orderBy(eb.ref('r.rated_at'))
                .$call(rowsBetween('6 preceding', 'current row')),
            )
            .as('moving'),
          sum(eb.ref('l.tmdb_id'))
            .over((w) => w.orderBy(eb.ref('r.rated_at')).$call(rangeBetween('7 days preceding', '1 hour following')))
            .as('nullable'),
          lastValue(eb.ref('r.rated_at'))
            .over((w) => w.orderBy(eb.ref('r.rating')).$call(rowsBetween(`${2 + 2} preceding`, 'unbounded following')))
            .as('last'),
          eb.fn
            .sum<number>('r.rating')
            .over((w) => w.orderBy('r.rated_at').$call(rowsBetween('unbounded preceding', 'current row')))
            .as('plain'),
        ]),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      moving: number
      nullable: number | null
      last: Date
      plain: number
    }>()
  })

  it('a quotient is NULL where its dividend is, and by a divisor that may be 0', () => {
    const m = table({ r: src_ratings, l: src_links }, (db) =>
      db
        .selectFrom('r')
        .innerJoin('l', 'l.movie_id', 'r.movie_id')
        .select((eb) => [
          divide(eb.ref('r.rating'), 2).as('half'),
          divide(count().over(), -1.5).as('of_aggregate'),
          divide(1, 3).as('of_numbers'),
          divide(eb.ref('l.tmdb_id'), 2).as('nullable'),
          divide(eb.ref('r.rating'), 0).as('by_zero'),
          divide(eb.ref('r.rating'), Number('2')).as('by_any_number'),
          divide(2, eb.ref('r.rating')).as('by_a_column'),
          safeDivide(eb.ref('r.rating'), 100, 2).as('safe'),
          round(divide(eb.ref('r.rating'), 2), 1).as('rounded'),
        ]),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      half: number
      of_aggregate: number
      of_numbers: number
      nullable: number | null
      by_zero: number | null
      by_any_number: number | null
      by_a_column: number | null
      safe: number
      rounded: number
    }>()
  })

  it('accepts case, coalesce, scalar subqueries, templates and literals', () => {
    const m = table({ m: src_movies, r: src_ratings }, (db) =>
      db.selectFrom('m').select((eb) => [
        eb.case().when('m.genres', 'is', null).then(text('none')).else(text('some')).end().as('kind'),
        eb.fn.coalesce('m.genres', text('')).as('genres'),
        eb
          .selectFrom('r')
          .select((inner) => avg(inner.ref('r.rating')).as('mean'))
          .whereRef('r.movie_id', '=', 'm.movie_id')
          .as('mean'),
        sql<Date>`current_timestamp`.as('now'),
        sql<number>`length(${eb.ref('m.title')})`.as('size'),
        eb.lit(1).as('one'),
      ]),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      kind: 'none' | 'some'
      genres: string
      mean: number | null
      now: Date
      size: number
      one: 1
    }>()
  })

  it('works with distinct, groupBy, having, filters, order and limits', () => {
    const m = view({ r: src_ratings }, (db) =>
      db
        .selectFrom('r')
        .groupBy(['r.user_id', 'movie_id'])
        .having((eb) => eb(count(), '>', 2))
        .having(count(), '<', 100)
        .select((eb) => [
          'r.user_id',
          count(eb.ref('r.movie_id')).distinct().as('movies'),
          count().filterWhere(eb.ref('r.rating'), '>=', 4).as('liked'),
        ])
        .distinct()
        .orderBy('movies', 'desc')
        .orderBy('r.user_id')
        .limit(10)
        .offset(5),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ user_id: number; movies: number; liked: number }>()
  })

  it('keeps the row through $call, $if and $castTo', () => {
    const withRating = true as boolean
    const m = view({ r: src_ratings }, (db) =>
      db
        .selectFrom('r')
        .select('r.user_id')
        .$call((qb) => qb.select('r.movie_id'))
        .$if(withRating, (qb) => qb.select('r.rating')),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      user_id: number
      movie_id: number
      rating?: number
    }>()
    const cast = view({ r: src_ratings }, (db) => db.selectFrom('r').selectAll().$castTo<{ n: number }>())
    expectTypeOf<RowType<typeof cast>>().toEqualTypeOf<{ n: number }>()
    const narrowed = view({ l: src_links }, (db) =>
      db.selectFrom('l').where('l.tmdb_id', 'is not', null).select('l.tmdb_id').$narrowType<{ tmdb_id: number }>(),
    )
    expectTypeOf<RowType<typeof narrowed>>().toEqualTypeOf<{ tmdb_id: number }>()
  })

  it('helpers that take expressions, and columns by raw name', () => {
    const isHigh = (x: Expression<number>): AliasableExpression<boolean> => sql<boolean>`${x} >= 4`
    const m = view({ r: src_ratings }, (db) =>
      db
        .selectFrom('r')
        .where((eb) => isHigh(eb.ref('r.rating')))
        .orderBy(sql.ref('r.rated_at'))
        .select((eb) => ['r.rating', isHigh(eb.ref('r.rating')).as('is_high')] as const),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ rating: number; is_high: boolean }>()
  })
})

describe('WHERE', () => {
  it('accepts exists, in, between, like, or, tuples, and null checks', () => {
    const m = view({ r: src_ratings, m: src_movies, h: movies_history }, (db) =>
      db
        .selectFrom('m')
        .where((eb) => eb.exists(eb.selectFrom('r').select('r.user_id').whereRef('r.movie_id', '=', 'm.movie_id')))
        .where('m.movie_id', 'in', [1, 2, 3])
        .where('m.movie_id', 'in', (eb) => eb.selectFrom('h').select('h.movie_id').where('h.valid_to', 'is', null))
        .where((eb) =>
          eb.or([eb('m.title', 'like', 'A%'), eb('m.genres', 'is', null), eb.between('m.movie_id', 1, 10)]),
        )
        .where((eb) =>
          eb(
            eb.refTuple('m.movie_id', 'm.title'),
            'in',
            eb.selectFrom('h').select(['h.movie_id', 'h.title']).$asTuple('movie_id', 'title'),
          ),
        )
        .where('m.released', '<', '2000-01-01')
        .where(sql<boolean>`random() < 0.5`)
        .select('m.title'),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ title: string }>()
  })
})

describe('the callback', () => {
  type Ratings = RowType<typeof src_ratings>

  it('can be declared apart, and hand its database to helpers', () => {
    const users = (db: QueryCreator<{ r: Ratings }>) => db.selectFrom('r').select('r.user_id').distinct()
    const apart = view({ r: src_ratings }, users)
    expectTypeOf<RowType<typeof apart>>().toEqualTypeOf<{ user_id: number }>()
    const helped = view({ r: src_ratings }, (db) => users(db).where('r.rating', '>', 4))
    expectTypeOf<RowType<typeof helped>>().toEqualTypeOf<{ user_id: number }>()
  })

  it('can have a body, and return one of two queries', () => {
    const isShort = true as boolean
    const m = view({ r: src_ratings }, (db) => {
      const query = db.selectFrom('r').select('r.user_id')
      if (isShort) return query.limit(10)
      return query
    })
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ user_id: number }>()
  })

  it('can be used in a function that makes models', () => {
    const latest = <R extends Ratings>(of: Model<R>) =>
      view({ r: of as Model<Ratings> }, (db) => db.selectFrom('r').select(['r.user_id', 'r.rated_at']))
    const m = latest(src_ratings)
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ user_id: number; rated_at: Date }>()
    const copy = <R>(of: Model<R>) => view({ r: of }, (db) => db.selectFrom('r').selectAll())
    const copied = copy(src_links)
    expectTypeOf<RowType<typeof copied>>().toEqualTypeOf<RowType<typeof src_links>>()
  })
})
