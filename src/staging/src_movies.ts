import { integer, notNull, regexpGroup, trim, tryCast, unique, view } from 'kerros'
import { raw } from '../sources/movielens.js'

const YEAR_AT_THE_END = '\\(([0-9]{4})\\)$'

export const src_movies = view(
  { m: raw.raw_movies },
  (db) =>
    db.selectFrom('m').select((eb) => {
      const title = trim(eb.ref('m.title'))
      return [
        'm.movieId as movie_id',
        title.as('title'),
        tryCast(regexpGroup(title, YEAR_AT_THE_END, 1), integer()).as('release_year'),
        'm.genres',
      ]
    }),
  {
    description: 'Movies, with the year of release taken out of the title.',
    columns: {
      movie_id: { description: 'Number that MovieLens gave the movie.', tests: [notNull(), unique()] },
      title: { description: 'Title without blanks around it.', tests: [notNull()] },
      release_year: { description: 'The four digits in parentheses at the end of the title; NULL without them.' },
      genres: { description: 'Genres, separated by |, or (no genres listed).' },
    },
  },
)
