import { between, notNull, relationships, table } from 'kerros'
import { topN } from 'kerros/macros'
import { int_movie_genres } from '../../intermediate/audience/int_movie_genres.js'
import { int_movie_recommendation } from '../../intermediate/recommendation/int_movie_recommendation.js'
import { dim_genres } from '../core/dim_genres.js'
import { dim_movies } from '../core/dim_movies.js'

export const top_movies_per_genre = table(
  { g: int_movie_genres, m: int_movie_recommendation },
  (db) =>
    db
      .selectFrom('g')
      .innerJoin('m', 'm.movie_id', 'g.movie_id')
      .select(['g.genre', 'm.movie_id', 'm.title', 'm.rating_count', 'm.avg_rating', 'm.weighted_rating'])
      .$call(
        topN({
          n: 10,
          partitionBy: ['g.genre'],
          orderBy: [
            ['m.weighted_rating', 'desc'],
            ['m.movie_id', 'asc'],
          ],
          as: 'genre_rank',
        }),
      ),
  {
    description: 'The ten best movies of each genre by weighted rating.',
    columns: {
      genre: { description: 'Genre.', tests: [notNull(), relationships(dim_genres, 'genre')] },
      movie_id: { description: 'Movie.', tests: [notNull(), relationships(dim_movies, 'movie_id')] },
      title: { description: 'Title, mostly with the year of release at its end.' },
      rating_count: { description: 'How many users rated it.' },
      avg_rating: { description: 'Average rating, to four digits.' },
      weighted_rating: { description: 'Average rating, drawn towards that of all movies while ratings are few.' },
      genre_rank: {
        description: 'Rank in the genre by weighted_rating, then movie_id: 1 to 10.',
        tests: [notNull(), between(1, 10)],
      },
    },
  },
)
