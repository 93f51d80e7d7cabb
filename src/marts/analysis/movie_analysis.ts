import { notNull, relationships, table, unique } from 'kerros'
import { int_movie_recommendation } from '../../intermediate/recommendation/int_movie_recommendation.js'
import { dim_movies } from '../core/dim_movies.js'

export const movie_analysis = table(
  { m: int_movie_recommendation },
  (db) =>
    db
      .selectFrom('m')
      .select([
        'm.title as movie_title',
        'm.avg_rating as average_rating',
        'm.rating_count as total_ratings',
        'm.release_year',
        'm.movie_id',
      ]),
  {
    description: 'Rated movies with average and number of ratings.',
    columns: {
      movie_title: { description: 'Title, mostly with the year of release at its end.', tests: [notNull()] },
      average_rating: { description: 'Average rating, to four digits.', tests: [notNull()] },
      total_ratings: { description: 'How many users rated it.', tests: [notNull()] },
      release_year: { description: 'Year of release; NULL if the title has no year.' },
      movie_id: { description: 'Movie.', tests: [notNull(), unique(), relationships(dim_movies, 'movie_id')] },
    },
  },
)
