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
    description: 'The tag genome: how relevant tags are to movies, without those that are not relevant at all.',
    columns: {
      movie_id: { description: 'Movie in the genome.', tests: [notNull()] },
      tag_id: { description: 'Tag of the genome.', tests: [notNull()] },
      relevance: { description: 'How relevant the tag is to the movie, above 0 and up to 1.', tests: [notNull()] },
    },
  },
)
