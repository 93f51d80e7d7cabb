// Loads MovieLens' files with DuckDB's read_csv alone, typed, into the tables that kerros loads: the yardstick of `load`.
// It proves nothing, rounds what does not fit, and keeps no ledger.
//   node run-plain-load.mjs DATABASE FOLDER
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

const FILES = {
  'movies.csv': ['raw_movies', { movieId: 'integer', title: 'varchar', genres: 'varchar' }],
  'ratings.csv': [
    'raw_ratings',
    { userId: 'integer', movieId: 'integer', rating: 'decimal(2, 1)', timestamp: 'bigint' },
  ],
  'tags.csv': ['raw_tags', { userId: 'integer', movieId: 'integer', tag: 'varchar', timestamp: 'bigint' }],
  'links.csv': ['raw_links', { movieId: 'integer', imdbId: 'varchar', tmdbId: 'integer' }],
  'genome-scores.csv': ['raw_genome_scores', { movieId: 'integer', tagId: 'integer', relevance: 'decimal(6, 5)' }],
  'genome-tags.csv': ['raw_genome_tags', { tagId: 'integer', tag: 'varchar' }],
}

const [, , database, folder] = process.argv
const instance = await DuckDBInstance.create(database)
const connection = await instance.connect()
await connection.run("set TimeZone = 'UTC'")
await connection.run('create schema raw')
await connection.run('begin transaction')
for (const [file, [table, columns]] of Object.entries(FILES)) {
  const names = Object.keys(columns)
  const declared = names.map((name) => `"${name}" ${name === 'timestamp' ? 'timestamp' : columns[name]}`)
  const read = names.map((name) => (name === 'timestamp' ? 'make_timestamp(timestamp * 1000000)' : `"${name}"`))
  const types = names.map((name) => `'${name}': '${columns[name]}'`)
  await connection.run(`create table raw.${table} (${declared.join(', ')}, _loaded_at timestamp, _file varchar)`)
  await connection.run(`insert into raw.${table}
select ${read.join(', ')}, timestamp '2026-01-01 00:00:00.123456', '${file}'
from read_csv('${path.join(folder, file)}', columns = {${types.join(', ')}}, auto_detect = false, header = true)`)
}
await connection.run('commit')
connection.closeSync()
instance.closeSync()
