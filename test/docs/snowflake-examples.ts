import {
  asofJoin,
  at,
  before,
  call,
  columnComment,
  commentOn,
  exact,
  exactTable,
  flatten,
  insertOverwrite,
  path,
  pivot,
  qualify,
  sample,
  secureView,
  stageColumn,
  stagedFiles,
  tableOf,
  tableOptions,
  toVariant,
  tryCast,
  unpivot,
} from 'kerros/snowflake'
import type { Compilable, Kysely, RawBuilder } from 'kysely'

/** What the examples read. */
export interface Shop {
  movies: { movie_id: number; title: string; year_text: string }
  staged: { movie_id: number; title: string }
  ratings: { user_id: number; movie_id: number; rating: number; rated_at: Date }
  events: { event_id: number; payload: { user: { tags: string[] } } }
  trades: { symbol: string; traded_at: Date }
  quotes: { symbol: string; quoted_at: Date; price: number }
  sales: { shop: string; quarter: string; amount: number }
  shops: { shop: string; q1: number; q2: number }
  'archive.public.movies': { title: string }
}

/** Makes a statement. */
export type SnowflakeExample = (db: Kysely<Shop>) => Compilable<any> | RawBuilder<any>

const example = <F extends SnowflakeExample>(build: F): F => build

/** The statements that make what the examples read, with rows. */
export const shopTables: readonly string[] = [
  'create table movies (movie_id integer, title varchar, year_text varchar)',
  "insert into movies values (1, 'Heat', '1995'), (2, 'Persona', 'n/a')",
  'create table staged (movie_id integer, title varchar)',
  'create table ratings (user_id integer, movie_id integer, rating double, rated_at timestamp)',
  "insert into ratings values (1, 1, 4.5, '2024-01-01'), (1, 2, 3, '2024-01-02')",
  'create table events (event_id integer, payload variant)',
  `insert into events select 1, parse_json('{"user":{"tags":["bank"]}}')`,
  'create table trades (symbol varchar, traded_at timestamp)',
  "insert into trades values ('A', '2024-01-02')",
  'create table quotes (symbol varchar, quoted_at timestamp, price double)',
  "insert into quotes values ('A', '2024-01-01', 1.5)",
  'create table sales (shop varchar, quarter varchar, amount double)',
  "insert into sales values ('a', '2024-Q1', 1), ('a', '2024-Q2', 2)",
  'create table shops (shop varchar, q1 double, q2 double)',
  "insert into shops values ('a', 1, 2)",
  'create table "Raw Movies" ("movieId" integer)',
  'insert into "Raw Movies" values (1)',
]

/** One example of each helper of `kerros/snowflake` alone. docs/functions.md shows what the callback returns, and its SQL. */
export const snowflakeExamples: { readonly [name: string]: SnowflakeExample } = {
  asofJoin: example((db) =>
    db
      .selectFrom('trades as t')
      .$call(
        asofJoin('quotes as q', {
          match: (join) => join.onRef('t.traded_at', '>=', 'q.quoted_at'),
          on: (join) => join.onRef('t.symbol', '=', 'q.symbol'),
        }),
      )
      .select(['t.symbol', 'q.price']),
  ),
  at: example((db) => db.selectFrom(at(tableOf(db, 'movies'), { offset: -3600 }).as('m')).select('m.title')),
  before: example((db) =>
    db
      .selectFrom(before(tableOf(db, 'movies'), { statement: '01b2c3d4-0000-1111-0000-000000000000' }).as('m'))
      .select('m.title'),
  ),
  call: example(() => call<{ nightly: string }>('dev.nightly', { day: '2026-11-30', days: 7 })),
  columnComment: example((db) =>
    db.schema
      .createTable('directors')
      .addColumn('director_id', 'integer', (column) => column.modifyEnd(columnComment("the director's id"))),
  ),
  commentOn: example(() => commentOn('column', 'movies.title', 'with the year')),
  exact: example((db) =>
    db.selectFrom(exact<{ movieId: number }>('Raw Movies').as('m')).select(exact<number>('movieId').as('movie_id')),
  ),
  exactTable: example((db) =>
    db.selectFrom(exactTable<{ movieId: number }>(['Raw Movies'], ['movieId']).as('m')).select('m.movieId'),
  ),
  flatten: example((db) =>
    db
      .selectFrom('events as e')
      .crossJoinLateral((eb) => flatten<string>(eb.ref('e.payload'), { path: 'user.tags' }).as('t'))
      .select(['e.event_id', 't.index', 't.value']),
  ),
  insertOverwrite: example((db) =>
    db
      .insertInto('staged')
      .$call(insertOverwrite)
      .columns(['movie_id', 'title'])
      .expression(db.selectFrom('movies').select(['movie_id', 'title'])),
  ),
  path: example((db) =>
    db
      .selectFrom('events as e')
      .select((eb) => path(eb.ref('e.payload'), 'user', 'tags', 0).cast('varchar').as('first_tag')),
  ),
  pivot: example((db) =>
    db
      .selectFrom(
        pivot(tableOf(db, 'sales'), {
          groupBy: ['shop'],
          aggregate: 'sum',
          of: 'amount',
          for: 'quarter',
          values: { q1: '2024-Q1', q2: '2024-Q2' },
        }).as('p'),
      )
      .select(['p.shop', 'p.q1', 'p.q2']),
  ),
  qualify: example((db) =>
    db
      .selectFrom('ratings as r')
      .select(['r.user_id', 'r.rating'])
      .$call(
        qualify((eb) =>
          eb(
            eb.fn.agg<number>('row_number').over((o) => o.partitionBy('r.user_id').orderBy('r.rated_at')),
            '=',
            1,
          ),
        ),
      ),
  ),
  sample: example((db) =>
    db.selectFrom(sample(tableOf(db, 'ratings'), { percent: 1, seed: 7 }).as('r')).select('r.rating'),
  ),
  secureView: example((db) =>
    db.schema
      .createView('shared_movies')
      .orReplace()
      .as(secureView(db.selectFrom('movies').select('title'))),
  ),
  stagedFiles: example((db) =>
    db.selectFrom(stagedFiles('landing', { path: 'movies/' }).as('s')).select(stageColumn(1).as('movie_id')),
  ),
  stageColumn: example((db) =>
    db
      .selectFrom(stagedFiles('landing', { path: 'movies/', fileFormat: 'csv' }).as('s'))
      .select([stageColumn<string>(1, 's').as('movie_id'), 's.metadata$filename']),
  ),
  tableOf: example((db) => db.selectFrom(tableOf(db, 'archive.public.movies').as('m')).select('m.title')),
  tableOptions: example((db) =>
    db.schema
      .createTable('top_movies')
      .$call(tableOptions({ orReplace: true, transient: true, comment: 'one row a movie' }))
      .as(db.selectFrom('movies').select('title')),
  ),
  toVariant: example((db) => db.selectFrom('movies as m').select((eb) => toVariant(eb.ref('m.title')).as('value'))),
  tryCast: example((db) =>
    db.selectFrom('movies as m').select((eb) => tryCast(eb.ref('m.year_text'), 'integer').as('year')),
  ),
  unpivot: example((db) =>
    db
      .selectFrom(
        unpivot(tableOf(db, 'shops'), { keep: ['shop'], columns: ['q1', 'q2'], name: 'quarter', value: 'amount' }).as(
          'u',
        ),
      )
      .select(['u.shop', 'u.quarter', 'u.amount']),
  ),
}

/** A statement as it is compiled, its values written into it. */
export function statementOf(build: SnowflakeExample, db: Kysely<Shop>): string {
  return build(db).compile(db as never).sql
}
