import path from 'node:path'

const COLUMNS = {
  raw_movies: { movieId: 'INTEGER', title: 'VARCHAR', genres: 'VARCHAR' },
  raw_ratings: { userId: 'INTEGER', movieId: 'INTEGER', rating: 'DECIMAL(2,1)', timestamp: 'BIGINT' },
  raw_tags: { userId: 'INTEGER', movieId: 'INTEGER', tag: 'VARCHAR', timestamp: 'BIGINT' },
  raw_links: { movieId: 'INTEGER', imdbId: 'VARCHAR', tmdbId: 'INTEGER' },
  raw_genome_scores: { movieId: 'INTEGER', tagId: 'INTEGER', relevance: 'DECIMAL(6,5)' },
  raw_genome_tags: { tagId: 'INTEGER', tag: 'VARCHAR' },
} as const

const FILES: { readonly [T in keyof typeof COLUMNS]: string } = {
  raw_movies: 'movies.csv',
  raw_ratings: 'ratings.csv',
  raw_tags: 'tags.csv',
  raw_links: 'links.csv',
  raw_genome_scores: 'genome-scores.csv',
  raw_genome_tags: 'genome-tags.csv',
}

/** Statements that load files of GroupLens' layout with DuckDB's own reader, independent of `kerros load`. */
export function loadRawTables(folder: string): readonly string[] {
  const tables = Object.entries(COLUMNS).map(([table, columns]) => {
    const file = FILES[table as keyof typeof FILES]
    const types = Object.entries(columns).map(([name, type]) => `'${name}': '${type}'`)
    const selected = Object.keys(columns).map((name) =>
      name === 'timestamp' ? 'make_timestamp("timestamp" * 1000000) as "timestamp"' : `"${name}"`,
    )
    // Line ends are mixed, so the reader must neither guess nor insist.
    return `create or replace table raw.${table} as select ${selected.join(', ')},
      timestamp '2026-01-01 00:00:00' as _loaded_at, '${file}' as _file
      from read_csv('${path.join(folder, file)}', header = true, auto_detect = false, strict_mode = false,
        delim = ',', quote = '"', escape = '"', columns = {${types.join(', ')}})`
  })
  return ['create schema if not exists raw', ...tables]
}
