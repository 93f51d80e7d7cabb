import { notNull, view } from 'kerros'
import { raw } from '../sources/movielens.js'

export const src_genome_sources = view(
  { g: raw.raw_genome_scores },
  (db) =>
    db
      .selectFrom('g')
      .where('g.relevance', '>', 0)
      .select(['g.movieId as movie_id', 'g.tagId as tag_id', 'g.relevance']),
  {
    description: 'The tag genome: how well tags fit movies, as far as they fit at all.',
    columns: {
      movie_id: { description: 'Movie in the genome.', tests: [notNull()] },
      tag_id: { description: 'Tag of the genome.', tests: [notNull()] },
      relevance: { description: 'How well the tag fits the movie, above 0 and up to 1.', tests: [notNull()] },
    },
  },
)
