import path from 'node:path'
import { LAYOUTS } from '../../movielens/files/file-layout.js'
import { generateMovieLens } from '../../movielens/generate-movielens.js'
import { readerProgram } from './reader-program.js'
import { referenceFiles } from './reference-files.js'
import type { Files, Template } from './template.js'

/** 20,000 ratings in 0.7 MB: few enough to be committed with the project. */
const SCALE = 0.001

const DATA = 'data'

/** What the reference project is reduced to, with all that these files import. */
const REDUCED_TO = [
  'src/sources/movielens_tests.ts',
  'src/marts/core/dim_genres.ts',
  'src/marts/core/fct_ratings.ts',
  'src/snapshots/tags_snapshot.ts',
  'src/analyses/top_20_movies.ts',
  'src/analyses/charts/average_rating_by_movie.ts',
  'src/analyses/charts/ratings_by_genre.ts',
]

/** The MovieLens reference project in small, with sample data: sources, incremental models, a snapshot, charts. */
export const movielens = {
  summary: 'sources and sample data, incremental models, a snapshot, charts',
  model: 'movie_analysis',
  column: 'average_rating',
  data: {
    files: Object.values(LAYOUTS.grouplens().files).map(({ name }) => `${DATA}/${name}`),
    write: async (folder, signal) => {
      await generateMovieLens({ directory: path.join(folder, DATA), scale: SCALE, ...(signal && { signal }) })
    },
  },
  files: movielensFiles,
} as const satisfies Template

async function movielensFiles(name: string): Promise<Files> {
  return {
    'app.ts': readerProgram(name, {
      model: 'movie_analysis',
      file: './src/marts/analysis/movie_analysis.ts',
      lines: `const best = await db
  .selectFrom('movie_analysis')
  .select(['movie_title', 'average_rating'])
  .where('total_ratings', '>=', 50)
  .orderBy('average_rating', 'desc')
  .orderBy('movie_id')
  .limit(5)
  .execute()
for (const { movie_title, average_rating } of best) console.log(average_rating, movie_title)`,
    }),
    ...(await referenceFiles(REDUCED_TO)),
    'test/dim_genres.test.ts': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { given, runModel } from 'kerros/testing'
import { dim_genres } from '../src/marts/core/dim_genres.ts'
import { raw } from '../src/sources/movielens.ts'

test('dim_genres counts the movies of each genre', async () => {
  const rows = await runModel(dim_genres, [
    given(raw.raw_movies, [
      { movieId: 1, title: 'Heat (1995)', genres: 'Action|Crime' },
      { movieId: 2, title: 'Casino (1995)', genres: 'Crime' },
      { movieId: 3, title: 'Untitled', genres: '(no genres listed)' },
    ]),
  ])
  const counts = Object.fromEntries(rows.map(({ genre, movie_count }) => [genre, movie_count]))
  assert.deepEqual(counts, { Action: 1, Crime: 2 })
})
`,
  }
}
