import { count, type RowType, table, view } from 'kerros'
import type { Expression, ExpressionBuilder, QueryCreator, SelectQueryBuilder } from 'kysely'
import { expectTypeOf, it } from 'vitest'
import { src_links, src_movies, src_ratings } from './movies.js'

const positive = <DB, TB extends keyof DB, O>(q: SelectQueryBuilder<DB, TB, O>): SelectQueryBuilder<DB, TB, O> =>
  q.limit(1)
const same = <Q extends SelectQueryBuilder<any, any, any>>(q: Q): Q => q
const sameAny = (q: SelectQueryBuilder<any, any, any>): SelectQueryBuilder<any, any, any> => q.limit(1)
interface Rated {
  r: { user_id: number; movie_id: number; rating: number; rated_at: Date; loaded_at: Date }
}
const limited = (
  q: SelectQueryBuilder<Rated, 'r', { user_id: number }>,
): SelectQueryBuilder<Rated, 'r', { user_id: number }> => q.limit(1)
const from = <DB extends Rated>(db: QueryCreator<DB>): QueryCreator<DB> => db
const fromAny = (db: QueryCreator<any>) => db.selectFrom('r').select('r.user_id')
const fromRated = (db: QueryCreator<Rated>) => db.selectFrom('r').select('r.user_id')
const genericWith = <DB extends Rated>(db: QueryCreator<DB>) =>
  (db as unknown as QueryCreator<Rated>).with('c', (c) => c.selectFrom('r').select('r.user_id'))

it('a query accepts what a helper of plain builders returns', () => {
  const m = view({ r: src_ratings }, (db) => {
    let q = db.selectFrom('r').select('r.user_id')
    q = positive(q)
    q = q.where('r.rating', '>', 1)
    q = same(q)
    q = limited(q as never)
    q = q.$call(positive)
    return q
  })
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ user_id: number }>()
})

it('conditions keep their types', () => {
  const m = view({ r: src_ratings }, (db) => {
    const on = Math.random() > 1
    let q = db.selectFrom('r').select('r.user_id')
    q = on ? q.where('r.rating', '>', 1) : q
    const p = on ? positive(q) : q
    const p2 = on ? p : q.$call(same)
    return p2.$if(on, (b) => b.where('r.rating', '>', 2)).$if(on, (b) => b.select(['r.rating', 'r.movie_id']))
  })
  expectTypeOf<RowType<typeof m>['user_id']>().toEqualTypeOf<number>()
})

it('$call keeps the row', () => {
  const m = view({ r: src_ratings }, (db) =>
    db
      .selectFrom('r')
      .select('r.user_id')
      .$call(positive)
      .$call(same)
      .$call((q) => q.where('r.rating', '>', 1))
      .$call((q) => positive(q))
      .$call((q) => q.select((eb) => ['r.movie_id', eb.ref('r.rating').as('x')]))
      .$if(true, (q) => positive(q))
      .$if(true, positive)
      .$if(true, same)
      .$if(true, (q) => q.$call(positive).select('r.rated_at'))
      .select('r.rating'),
  )
  expectTypeOf<RowType<typeof m>['rating']>().toEqualTypeOf<number>()
  expectTypeOf<RowType<typeof m>['x']>().toEqualTypeOf<number>()
  view({ r: src_ratings }, (db) => db.selectFrom('r').selectAll().$call(sameAny))
})

it('a query can be reduced over conditions', () => {
  view({ r: src_ratings }, (db) => {
    const base = db.selectFrom('r').select('r.user_id')
    const a = [1, 2].reduce((q, n) => q.where('r.rating', '>', n), base)
    const b = [1, 2].reduce((q, n) => positive(q.where('r.rating', '>', n)), a)
    const fs: ((q: typeof base) => typeof base)[] = [
      positive,
      (q) => q.where('r.rating', '>', 1),
      (q) => positive(q),
      same,
    ]
    const c = fs.reduce((q, f) => f(q), b)
    return c
  })
})

it('stored builders unite with plain ones', () => {
  const m = view({ r: src_ratings, m: src_movies, l: src_links }, (db) => {
    const plain = db as QueryCreator<{ r: { movie_id: number }; m: { movie_id: number } }>
    const a = db.selectFrom('r').select('r.movie_id')
    const b = plain.selectFrom('m').select('m.movie_id')
    const cs = [a, db.selectFrom('l').select('l.movie_id')] as const
    const d = b.union(a).unionAll(cs[1])
    return a
      .union(b)
      .unionAll(d)
      .union((eb) => eb.selectFrom('m').select('m.movie_id'))
      .union([a, b])
      .union(positive(a))
      .except(cs[1])
  })
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ movie_id: number }>()
})

it('common table expressions have their columns', () => {
  const m = view({ r: src_ratings, m: src_movies }, (db) => {
    const plain = db as QueryCreator<{ m: { movie_id: number; title: string } }>
    const inner = plain.selectFrom('m').select(['m.movie_id', 'm.title'])
    return db
      .with('a', (c) => c.selectFrom('r').select(['r.movie_id', 'r.user_id']))
      .with('b', inner)
      .with('c', () => positive(inner))
      .with('d', (c) => positive(c.selectFrom('a').selectAll()))
      .with(
        (cte) => cte('e').materialized(),
        (c) => c.selectFrom('d').select('d.movie_id'),
      )
      .withRecursive('f(n)', (c) => c.selectNoFrom((eb) => eb.lit(1).as('n')).unionAll(c.selectFrom('f').select('f.n')))
      .selectFrom(['a', 'b', 'f'])
      .innerJoin('c', 'c.movie_id', 'b.movie_id')
      .innerJoin('e', (j) => j.onRef('e.movie_id', '=', 'c.movie_id'))
      .leftJoin(
        (eb) => eb.selectFrom('r').select('r.rating').as('s'),
        (j) => j.onTrue(),
      )
      .leftJoin(db.selectFrom('r').select('r.rating').as('t'), (j) => j.onTrue())
      .select(['a.user_id', 'c.title', 'f.n', 's.rating', 't.rating as t'])
  })
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
    user_id: number
    title: string
    n: number
    rating: number | null
    t: number | null
  }>()
})

it('helpers can accept a query creator', () => {
  view({ r: src_ratings }, (db) => fromAny(db))
  view({ r: src_ratings }, (db) => fromRated(db))
  view({ r: src_ratings }, (db) => from(db).selectFrom('r').selectAll())
  view({ r: src_ratings }, (db) => genericWith(db).selectFrom('c').selectAll())
  view({ r: src_ratings }, fromAny)
  view({ r: src_ratings }, fromRated)
  view({ r: src_ratings }, (db) => {
    const plain: QueryCreator<Rated> = db
    plain.selectFrom('r').selectAll()
    let back = db
    back = db.withSchema('x')
    return back.selectFrom('r').selectAll()
  })
})

it('queries have their types', () => {
  const build = (db: QueryCreator<Rated>) => db.selectFrom('r').selectAll()
  view({ r: src_ratings }, (db) => {
    const make = () => db.selectFrom('r').select('r.user_id')
    type Made = ReturnType<typeof make>
    const take = (q: Made): Made => q.where('r.rating', '>', 1)
    type Taken = Parameters<typeof take>[0]
    const x: Taken = positive(make())
    const y: Made = take(x)
    type Row = Made extends SelectQueryBuilder<any, any, infer O> ? O : never
    expectTypeOf<Row>().toEqualTypeOf<{ user_id: number }>()
    type Limited = ReturnType<Made['limit']>
    const z: Limited = y.limit(1)
    type Row2 = Awaited<ReturnType<Made['execute']>>[number]
    expectTypeOf<Row2>().toEqualTypeOf<{ user_id: number }>()
    type Row3 = Awaited<ReturnType<Made['executeTakeFirstOrThrow']>>
    expectTypeOf<Row3>().toEqualTypeOf<{ user_id: number }>()
    expectTypeOf<Limited>().toEqualTypeOf<Made>()
    expectTypeOf<ReturnType<Made['groupBy']>>().toEqualTypeOf<Made>()
    expectTypeOf<ReturnType<Made['whereRef']>>().toEqualTypeOf<Made>()
    expectTypeOf<ReturnType<Made['union']>>().toEqualTypeOf<Made>()
    type Distinct = ReturnType<Made['distinct']>
    const d: Distinct = z.distinct()
    type Cleared = ReturnType<Made['clearSelect']>
    const cleared: Cleared = d.clearSelect()
    cleared.select('r.rating')
    const e: Expression<{ user_id: number }> = d
    return table({ r: src_ratings }, () => e) && d
  })
  table({ r: src_ratings }, build)
})

it('columns may be computed elsewhere', () => {
  const cols = ['r.user_id', 'r.rating'] as const
  const pick = (eb: ExpressionBuilder<Rated, 'r'>) => [eb.ref('r.rating').as('x'), 'r.user_id'] as const
  const pick2 = <DB extends Rated>(eb: ExpressionBuilder<DB, 'r'>) => eb.lit(1).as('one')
  const m = view({ r: src_ratings }, (db) => {
    const q = db.selectFrom('r').select(cols).select(pick).select(count().as('n'))
    q.select(pick2)
    q.select((eb) => {
      return [eb.lit(1).as('p')]
    })
    const dynamic: ('r.user_id' | 'r.rating')[] = []
    q.select(dynamic)
    q.select([...cols, 'r.movie_id'])
    q.select((eb) => eb.selectFrom('r as x').select('x.rating').limit(1).as('sub'))
    return q
  })
  expectTypeOf<RowType<typeof m>['x']>().toEqualTypeOf<number>()
})
