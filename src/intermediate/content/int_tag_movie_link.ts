import { castTo, decimal, ephemeral } from 'kerros'
import { int_movie_rating_tag_stats } from './int_movie_rating_tag_stats.js'
import { int_movie_tag_relevance } from './int_movie_tag_relevance.js'

export const int_tag_movie_link = ephemeral(
  { t: int_movie_tag_relevance, s: int_movie_rating_tag_stats },
  (db) =>
    db
      .selectFrom('t')
      .innerJoin('s', 's.movie_id', 't.movie_id')
      .where('t.relevance', '>=', 0.5)
      .where('s.rating_count', '>', 0)
      .select((eb) => [
        't.tag_id',
        't.movie_id',
        't.tag',
        't.relevance',
        't.relevance_range',
        's.rating_count',
        's.rating_sum',
        // A rated movie has an average. As a decimal it adds up exactly.
        castTo(eb.ref('s.avg_rating').$notNull(), decimal(6, 4)).as('avg_rating'),
      ]),
  {
    description: 'Tags and the rated movies to which they are relevant (0.5 or more).',
    columns: {
      tag_id: { description: 'Tag.' },
      movie_id: { description: 'Movie to which the tag is relevant.' },
      tag: { description: 'The tag in lower case.' },
      relevance: { description: 'How relevant the tag is to the movie, 0.5 to 1.' },
      relevance_range: { description: 'high from 0.8, else medium.' },
      rating_count: { description: 'How many users rated the movie.' },
      rating_sum: { description: 'Sum of the ratings of the movie.' },
      avg_rating: { description: 'Average rating of the movie as an exact decimal of four digits.' },
    },
  },
)
