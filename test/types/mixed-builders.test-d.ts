import { count, type Model, type RowType, table, view } from 'kerros'
import { type Expression, type NotNull, type QueryCreator, type SelectQueryBuilder, sql } from 'kysely'
import { expectTypeOf, it } from 'vitest'
import { src_links, src_movies, src_ratings } from './movies.js'

/** Everything here is legal Kysely, with builders of kerros and of Kysely in each other's place. */
declare const on: boolean
const generic = <R extends { movie_id: number }>(input: Model<R>) =>
  view({ i: input }, (db) => db.selectFrom('i').selectAll())
const paged = <DB, TB extends keyof DB, O>(q: SelectQueryBuilder<DB, TB, O>, n: number) => q.limit(n).offset(n)
const withCount = <DB, TB extends keyof DB, O>(q: SelectQueryBuilder<DB, TB, O>) =>
  q.clearSelect().select(count().as('n'))
const wrap = <Q extends SelectQueryBuilder<any, any, { movie_id: number }>>(q: Q) => q.as('w')
const joins_and_clauses = view({ r: src_ratings, m: src_movies, l: src_links }, (db) => {
  const q = db.selectFrom('m').select('m.movie_id')
  const movies = db.selectFrom('m').select('m.movie_id').as('mm')
  return db
    .selectFrom(['r', q.as('a'), 'm as z'])
    .innerJoin((eb) => eb.selectFrom('l').select(['l.movie_id', 'l.imdb_id']).as('ll'), 'll.movie_id', 'r.movie_id')
    .innerJoin(movies, 'mm.movie_id', 'r.movie_id')
    .innerJoin(wrap(q), 'w.movie_id', 'r.movie_id')
    .innerJoinLateral(
      (eb) => eb.selectFrom('m').select('m.title').as('x'),
      (j) => j.onTrue(),
    )
    .leftJoinLateral(
      (eb) => eb.selectFrom('m').select('m.title').as('y'),
      (j) => j.onTrue(),
    )
    .crossJoin('m as k')
    .where('r.movie_id', 'in', q)
    .where('r.movie_id', '=', q.limit(1))
    .where((eb) => eb.exists(q.whereRef('m.movie_id', '=', eb.ref('r.movie_id') as never)))
    .where(({ exists, selectFrom, and, eb }) => and([exists(selectFrom('m').selectAll()), eb('r.rating', '>', 1)]))
    .where('r.rating', '>', (eb) => eb.selectFrom('r as q').select('q.rating').limit(1))
    .whereRef('r.movie_id', '=', 'z.movie_id')
    .where(sql<boolean>`${q} is null`)
    .groupBy(['r.user_id', (eb) => eb.ref('x.title')])
    .groupBy((eb) => ['r.user_id', eb.ref('y.title')])
    .groupBy(sql`1`)
    .having((eb) => eb.fn.countAll<number>(), '>', 1)
    .select(({ fn, ref }) => [fn.max('r.rating').as('best'), ref('x.title').as('t')])
    .select(sql<number>`1`.as('one'))
    .select([sql<number>`1`.as('two'), 'y.title as u', count().as('n'), (eb) => eb.lit(3).as('three')])
    .select(q.limit(1).as('sub'))
    .select([q.limit(1).as('sub2'), 'k.title as kt'])
    .select((eb) => eb.ref('a.movie_id').as('am'))
    .select((eb) => [eb.selectFrom('m').select('m.title').limit(1).as('s3'), q.as('s4')])
    .select('ll.imdb_id')
    .select((eb) => (on ? [eb.lit(1).as('c')] : [eb.lit(2).as('c')]))
    .select('w.movie_id as wm')
    .distinctOn(['r.user_id'])
    .orderBy(['best', 'one desc'])
    .orderBy('u', (ob) => ob.desc().nullsLast())
    .orderBy('n', 'desc')
    .orderBy((eb) => eb.ref('r.rating'), 'asc')
    .orderBy(sql`1`)
    .limit(sql<number>`1`)
    .limit((eb) => eb.lit(1))
    .modifyEnd(sql`for x`)
    .$narrowType<{ u: NotNull }>()
})
const paged_by_a_helper = view({ r: src_ratings }, (db) =>
  paged(db.selectFrom('r').select(['r.rating', 'r.user_id']), 2)
    .$castTo<{ a: number }>()
    .$assertType<{ a: number }>(),
)
const counted_by_a_helper = view({ r: src_ratings }, (db) => withCount(db.selectFrom('r').selectAll()))
const one_of_two = view({ r: src_ratings, m: src_movies }, (db) => {
  const a = db.selectFrom('r').select('r.movie_id')
  const b = db.selectFrom('m').select('m.movie_id')
  return on ? a : b
})
const builders_in_places = view({ r: src_ratings }, (db) => {
  const base = (x: number) => db.selectFrom('r').where('r.rating', '>', x)
  type Base = ReturnType<typeof base>
  class Holder {
    readonly q: Base
    constructor(q: Base) {
      this.q = q
    }
    more(): Base {
      return this.q.where('r.rating', '>', 1)
    }
  }
  const map = new Map<string, Base>([
    ['a', base(1)],
    ['b', paged(base(2), 1)],
  ])
  const list: Base[] = [base(1), new Holder(base(3)).more(), paged(base(1), 2)]
  const obj: Record<string, SelectQueryBuilder<any, any, any>> = { a: base(1) }
  const plainList: SelectQueryBuilder<any, any, { user_id: number }>[] = [base(1).select('r.user_id')]
  const e: Expression<{ user_id: number }>[] = [base(1).select('r.user_id'), plainList[0]!]
  const maybe: Base | undefined = map.get('a')
  const q = maybe?.where('r.user_id', '=', 1) ?? list[0] ?? base(1)
  void [obj, e]
  const scalar = base(1).select('r.rating').$asScalar()
  const tuple = base(1).select(['r.rating', 'r.user_id']).$asTuple('rating', 'user_id')
  void [scalar, tuple]
  const one: number = base(1).$call(() => 1)
  void one
  return q.select('r.user_id').$call((x) => db.selectFrom(x.as('x')).selectAll())
})
const all_of_two = view({ r: src_ratings, m: src_movies }, (db) =>
  db
    .selectFrom('r')
    .innerJoin('m', 'm.movie_id', 'r.movie_id')
    .selectAll(['r', 'm'])
    .selectAll('r')
    .where((eb) => eb.or([eb('r.rating', '>', 1), eb.not(eb.exists(db.selectFrom('m').select('m.title')))])),
)
const satisfying = view(
  { r: src_ratings },
  (db) => db.selectFrom('r').select('r.user_id') satisfies SelectQueryBuilder<any, any, { user_id: number }>,
)
const any_or_typed = table({ r: src_ratings }, (db) => {
  const run = (q: QueryCreator<any>) => q.selectFrom('r').selectAll()
  const x: SelectQueryBuilder<any, any, any> = run(db)
  const y: SelectQueryBuilder<any, 'r', { user_id: number }> = db.selectFrom('r').select('r.user_id')
  return on ? x : y
})
const steps = view({ r: src_ratings }, (db) => {
  const filters = { a: (q: SelectQueryBuilder<any, any, any>) => q.limit(1) }
  let q = db.selectFrom('r').select(['r.rating'])
  for (const f of Object.values(filters)) q = f(q)
  if (on) q = q.$call(filters.a)
  q = q.$if(on, (b) => b.where('r.rating', '>', 1))
  q = q.$if(on, filters.a)
  return q.$if(on, (b) => b.select('r.user_id'))
})

it('queries keep their rows', () => {
  expectTypeOf<RowType<typeof any_or_typed>>().toEqualTypeOf<{ [x: string]: any }>()
  expectTypeOf<RowType<ReturnType<typeof generic<{ movie_id: number }>>>>().toEqualTypeOf<{ movie_id: number }>()
  expectTypeOf<RowType<typeof satisfying>>().toEqualTypeOf<{ user_id: number }>()
  expectTypeOf<RowType<typeof joins_and_clauses>['u']>().toEqualTypeOf<string>()
  expectTypeOf<RowType<typeof joins_and_clauses>['sub']>().toEqualTypeOf<number | null>()
  expectTypeOf<RowType<typeof joins_and_clauses>['s3']>().toEqualTypeOf<string | null>()
  expectTypeOf<RowType<typeof paged_by_a_helper>>().toEqualTypeOf<{ a: number }>()
  expectTypeOf<RowType<typeof counted_by_a_helper>>().toEqualTypeOf<{ n: number }>()
  expectTypeOf<RowType<typeof one_of_two>>().toEqualTypeOf<{ movie_id: number }>()
  expectTypeOf<RowType<typeof builders_in_places>>().toEqualTypeOf<{ user_id: number }>()
  expectTypeOf<RowType<typeof all_of_two>['title']>().toEqualTypeOf<string>()
  expectTypeOf<RowType<typeof steps>>().toEqualTypeOf<{ rating: number; user_id?: number }>()
})
