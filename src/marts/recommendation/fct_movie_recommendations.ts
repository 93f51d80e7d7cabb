import { acceptedValues, min, notNull, relationships, table, unique } from 'kerros'
import { int_movie_recommendation } from '../../intermediate/recommendation/int_movie_recommendation.js'
import { recommendation_categories } from '../../seeds/recommendation_categories.js'
import { dim_movies } from '../core/dim_movies.js'

export const fct_movie_recommendations = table(
  { m: int_movie_recommendation, c: recommendation_categories },
  (db) =>
    db
      .with('best', (cte) =>
        cte
          .selectFrom('m')
          .innerJoin('c', (join) =>
            join.onRef('c.min_avg_rating', '<=', 'm.avg_rating').onRef('c.min_rating_count', '<=', 'm.rating_count'),
          )
          .groupBy('m.movie_id')
          .select((eb) => ['m.movie_id', min(eb.ref('c.category_rank')).as('category_rank')]),
      )
      .selectFrom('m')
      .innerJoin('best', 'best.movie_id', 'm.movie_id')
      .innerJoin('c', 'c.category_rank', 'best.category_rank')
      .select([
        'm.movie_id',
        'm.title',
        'm.release_year',
        'm.genres_concat',
        'm.rating_count',
        'm.avg_rating',
        'm.weighted_rating',
        'c.category_rank',
        'c.recommendation_category',
      ]),
  {
    description:
      'Rated movies with the best category of recommendation that their average and number of ratings allow.',
    columns: {
      movie_id: { description: 'Movie.', tests: [notNull(), unique(), relationships(dim_movies, 'movie_id')] },
      title: { description: 'Title, mostly with the year of release at its end.' },
      release_year: { description: 'Year of release; NULL if the title has no year.' },
      genres_concat: { description: 'Genres in ascending order, joined by a comma and a blank; None without genres.' },
      rating_count: { description: 'How many users rated it.' },
      avg_rating: { description: 'Average rating, to four digits.' },
      weighted_rating: { description: 'Average rating, drawn towards that of all movies while ratings are few.' },
      category_rank: {
        description: 'Rank of the category; 1 is the best.',
        tests: [notNull(), relationships(recommendation_categories, 'category_rank')],
      },
      recommendation_category: {
        description: 'Name of the category.',
        tests: [notNull(), acceptedValues(['Highly Recommended', 'Recommended', 'Worth Watching', 'Not Recommended'])],
      },
    },
  },
)
