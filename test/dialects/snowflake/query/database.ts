import { DummyDriver, type Generated, Kysely, PostgresAdapter, PostgresIntrospector, type QueryCompiler } from 'kysely'
import { SnowflakeQueryCompiler } from '../../../../src/dialects/snowflake/query/snowflake-query-compiler.js'

export interface Movies {
  id: number
  title: string
  releaseYear: number | null
  genres: string | null
}

export interface Ratings {
  id: Generated<number>
  userId: number
  movieId: number
  rating: number
}

export interface Events {
  id: number
  payload: { user: { name: string; tags: string[] }; 'odd key': number }
}

export interface Database {
  movies: Movies
  ratings: Ratings
  events: Events
  staged: Pick<Movies, 'id' | 'title'>
  /** Keywords as names. */
  select: { from: number; 'a"b': string }
  'matrix.other': { id: number }
}

/** A Kysely that compiles and sends nothing. */
export function compileOnly<DB>(compiler: SnowflakeQueryCompiler): Kysely<DB> {
  return new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: (): QueryCompiler => compiler,
    },
  })
}

export const db = compileOnly<Database>(new SnowflakeQueryCompiler())

/** The tables' definitions and rows, as the matrix begins. */
export const tables = [
  db.schema
    .createTable('movies')
    .addColumn('id', 'integer', (c) => c.notNull())
    .addColumn('title', 'varchar', (c) => c.notNull())
    .addColumn('releaseYear', 'integer')
    .addColumn('genres', 'varchar'),
  db.schema
    .createTable('ratings')
    .addColumn('id', 'integer', (c) => c.autoIncrement())
    .addColumn('userId', 'integer')
    .addColumn('movieId', 'integer')
    .addColumn('rating', 'decimal(2, 1)'),
  db.schema.createTable('events').addColumn('id', 'integer').addColumn('payload', 'json'),
  db.schema.createTable('staged').addColumn('id', 'integer').addColumn('title', 'varchar'),
  db.schema.createTable('select').addColumn('from', 'integer').addColumn('a"b', 'varchar'),
  db.insertInto('movies').values([
    { id: 1, title: "Twelve O'Clock \\ High", releaseYear: 1949, genres: 'Drama|War' },
    { id: 2, title: 'Alien', releaseYear: 1979, genres: 'Horror' },
    { id: 3, title: 'Unknown', releaseYear: null, genres: null },
  ]),
  db.insertInto('ratings').values([
    { userId: 1, movieId: 1, rating: 4.5 },
    { userId: 1, movieId: 2, rating: 3 },
    { userId: 2, movieId: 1, rating: 2.5 },
  ]),
  db.insertInto('staged').values([
    { id: 2, title: 'Alien (1979)' },
    { id: 4, title: 'Dune' },
  ]),
] as const
