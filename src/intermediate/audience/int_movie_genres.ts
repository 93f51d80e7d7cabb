import { notNull, relationships, splitToTable, table } from 'kerros'
import { src_movies } from '../../staging/src_movies.js'

export const int_movie_genres = table(
  { m: src_movies },
  (db) =>
    db
      .selectFrom('m')
      .crossJoinLateral((eb) => splitToTable(eb.ref('m.genres'), '|').as('g'))
      .where('g.value', '!=', '(no genres listed)')
      .select(['m.movie_id', 'g.value as genre']),
  {
    description: 'One row for each genre of each movie; movies without genres are left out.',
    columns: {
      movie_id: { description: 'Movie.', tests: [notNull(), relationships(src_movies, 'movie_id')] },
      genre: { description: 'One of its genres.', tests: [notNull()] },
    },
  },
)
