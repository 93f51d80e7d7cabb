import { castTo, divide, double, notNull, round, sum, table, unique } from 'kerros'
import { int_movie_details } from '../audience/int_movie_details.js'
import { int_movie_rating_tag_stats } from '../content/int_movie_rating_tag_stats.js'

/** How many ratings of the overall average each movie is given, so that few ratings do not make a top movie. */
const PRIOR_RATINGS = 50

export const int_movie_recommendation = table(
  { m: int_movie_details, s: int_movie_rating_tag_stats },
  (db) =>
    db
      .with('overall', (cte) =>
        cte.selectFrom('s').select((eb) =>
          divide(sum(eb.ref('s.rating_sum')), sum(eb.ref('s.rating_count')))
            .$notNull()
            .as('avg_rating'),
        ),
      )
      .selectFrom('s')
      .innerJoin('m', 'm.movie_id', 's.movie_id')
      .crossJoin('overall')
      .where('s.rating_count', '>', 0)
      .select((eb) => {
        const prior = eb('overall.avg_rating', '*', PRIOR_RATINGS)
        const weighted = divide(
          eb(castTo(eb.ref('s.rating_sum'), double()), '+', prior),
          eb('s.rating_count', '+', PRIOR_RATINGS),
        )
        return [
          's.movie_id',
          'm.title',
          'm.release_year',
          'm.genres_concat',
          's.rating_count',
          eb.ref('s.avg_rating').$notNull().as('avg_rating'),
          round(weighted.$notNull(), 4).as('weighted_rating'),
        ]
      }),
  {
    description: 'Rated movies with an average that is drawn towards that of all movies while ratings are few.',
    columns: {
      movie_id: { description: 'Movie.', tests: [notNull(), unique()] },
      title: { description: 'Title, mostly with the year of release at its end.' },
      release_year: { description: 'Year of release; NULL if the title has no year.' },
      genres_concat: { description: 'Genres in ascending order, joined by a comma and a blank.' },
      rating_count: { description: 'How many users rated it.' },
      avg_rating: { description: 'Average rating, to four digits.', tests: [notNull()] },
      weighted_rating: {
        description: 'Average rating as if 50 more users had given it the average of all ratings, to four digits.',
        tests: [notNull()],
      },
    },
  },
)
