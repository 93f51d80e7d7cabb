const MOVIES = 8
const USERS = 6
const TAGS = 5
const LOADED = `'2026-01-01 00:00:00'::timestamp_ntz, 'rows'`

const COLUMNS = {
  raw_movies: 'movieId integer, title varchar, genres varchar',
  raw_ratings: 'userId integer, movieId integer, rating number(2, 1), "TIMESTAMP" timestamp_ntz',
  raw_tags: 'userId integer, movieId integer, tag varchar, "TIMESTAMP" timestamp_ntz',
  raw_links: 'movieId integer, imdbId varchar, tmdbId integer',
  raw_genome_scores: 'movieId integer, tagId integer, relevance number(6, 5)',
  raw_genome_tags: 'tagId integer, tag varchar',
} as const

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)
const pairs = (many: number, few: number): readonly (readonly [number, number])[] =>
  numbers(many).flatMap((a) => numbers(few).map((b) => [a, b] as const))

/** A moment of one of some days. */
const moment = (day: number): string => `'2020-0${1 + (day % 9)}-0${1 + (day % 7)} 10:00:00'::timestamp_ntz`

const ROWS: { readonly [T in keyof typeof COLUMNS]: readonly string[] } = {
  raw_movies: numbers(MOVIES).map((m) => `${m}, 'Movie ${m} (199${m})', '${m % 2 ? 'Drama|Comedy' : 'War'}'`),
  raw_ratings: pairs(USERS, MOVIES).map(([u, m]) => `${u}, ${m}, ${1 + ((u * m) % 8) / 2}, ${moment(u + m)}`),
  raw_tags: pairs(3, MOVIES).map(([u, m]) => `${u}, ${m}, 'tag ${m % TAGS}', ${moment(u + m)}`),
  raw_links: numbers(MOVIES).map((m) => `${m}, '0${m}', ${m}`),
  raw_genome_scores: pairs(MOVIES, TAGS).map(([m, t]) => `${m}, ${t}, ${(1 + ((m * t) % 9)) / 10}`),
  raw_genome_tags: numbers(TAGS).map((t) => `${t}, 'tag ${t}'`),
}

/** Statements that fill the raw tables in Snowflake with a few rows that pass all tests of the reference project. */
export function fillRawTables(): readonly string[] {
  const tables = Object.entries(COLUMNS).flatMap(([table, columns]) => [
    `create or replace table raw.${table} (${columns}, _loaded_at timestamp_ntz, _file varchar)`,
    `insert into raw.${table} values ${ROWS[table as keyof typeof COLUMNS].map((row) => `(${row}, ${LOADED})`).join(', ')}`,
  ])
  return ['create schema if not exists raw', ...tables]
}
