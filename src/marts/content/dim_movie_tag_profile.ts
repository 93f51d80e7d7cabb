import { listagg, max, notNull, relationships, table, unique } from 'kerros'
import { avgExact } from 'kerros/macros'
import { int_movie_details } from '../../intermediate/audience/int_movie_details.js'
import { int_movie_rating_tag_stats } from '../../intermediate/content/int_movie_rating_tag_stats.js'
import { int_movie_top_tags } from '../../intermediate/content/int_movie_top_tags.js'
import { dim_movies } from '../core/dim_movies.js'

export const dim_movie_tag_profile = table(
  { t: int_movie_top_tags, m: int_movie_details, s: int_movie_rating_tag_stats },
  (db) =>
    db
      .with('top', (cte) =>
        cte
          .selectFrom('t')
          .groupBy('t.movie_id')
          .select((eb) => [
            't.movie_id',
            listagg(eb.ref('t.tag'), ', ').orderBy(eb.ref('t.tag_rank')).as('top_tags'),
            max(eb.ref('t.relevance')).as('top_relevance'),
            avgExact(eb.ref('t.relevance')).as('avg_top_relevance'),
          ]),
      )
      .selectFrom('top')
      .innerJoin('m', 'm.movie_id', 'top.movie_id')
      .innerJoin('s', 's.movie_id', 'top.movie_id')
      .select([
        'top.movie_id',
        'm.title',
        'm.release_year',
        'm.genres_concat',
        'top.top_tags',
        'top.top_relevance',
        'top.avg_top_relevance',
        's.rating_count',
        's.avg_rating',
        's.tag_applications',
        's.distinct_tags',
      ]),
  {
    description: 'Movies in the tag genome, each with its five most relevant tags and how it was received.',
    columns: {
      movie_id: { description: 'Movie.', tests: [notNull(), unique(), relationships(dim_movies, 'movie_id')] },
      title: { description: 'Title, mostly with the year of release at its end.' },
      release_year: { description: 'Year of release; NULL if the title has no year.' },
      genres_concat: { description: 'Genres in ascending order, joined by a comma and a blank; None without genres.' },
      top_tags: { description: 'The five most relevant tags, the best first, joined by a comma and a blank.' },
      top_relevance: { description: 'Relevance of the best tag.' },
      avg_top_relevance: { description: 'Average relevance of the five tags, to four digits.' },
      rating_count: { description: 'How many users rated it.' },
      avg_rating: { description: 'Average rating, to four digits; NULL without ratings.' },
      tag_applications: { description: 'How many times a user put a tag on it.' },
      distinct_tags: { description: 'How many different tags users put on it.' },
    },
  },
)
