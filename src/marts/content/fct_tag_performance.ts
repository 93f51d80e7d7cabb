import { count, countIf, divide, notNull, relationships, round, sum, table, unique } from 'kerros'
import { avgExact, weightedAvg } from 'kerros/macros'
import { int_tag_movie_link } from '../../intermediate/content/int_tag_movie_link.js'
import { dim_tags } from '../core/dim_tags.js'

export const fct_tag_performance = table(
  { l: int_tag_movie_link },
  (db) =>
    db
      .selectFrom('l')
      .groupBy(['l.tag_id', 'l.tag'])
      .select((eb) => [
        'l.tag_id',
        'l.tag',
        count().as('movie_count'),
        sum(eb.ref('l.rating_count')).as('rating_count'),
        weightedAvg(eb.ref('l.avg_rating'), eb.ref('l.relevance')).as('weighted_avg_rating'),
        round(divide(sum(eb.ref('l.rating_sum')), sum(eb.ref('l.rating_count'))).$notNull(), 4).as('avg_rating'),
        avgExact(eb.ref('l.relevance')).as('avg_relevance'),
        countIf(eb('l.relevance_range', '=', 'high')).as('high_relevance_movies'),
      ]),
  {
    description: 'How the movies to which a tag is relevant (0.5 or more) are received.',
    columns: {
      tag_id: { description: 'Tag.', tests: [notNull(), unique(), relationships(dim_tags, 'tag_id')] },
      tag: { description: 'The tag in lower case.' },
      movie_count: { description: 'How many rated movies the tag is relevant to.' },
      rating_count: { description: 'How many ratings these movies have.' },
      weighted_avg_rating: {
        description: 'Average of the movies’ average ratings, weighted by the relevance of the tag, to four digits.',
      },
      avg_rating: { description: 'Average of all ratings of these movies, to four digits.' },
      avg_relevance: { description: 'Average relevance of the tag to these movies, to four digits.' },
      high_relevance_movies: { description: 'How many of these movies have the tag with a relevance of 0.8 or more.' },
    },
  },
)
