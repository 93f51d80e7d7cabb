import { between, notNull, positive, relationships, testColumns, unique } from 'kerros'
import { raw } from './movielens.js'

export const raw_movies_tests = testColumns(raw.raw_movies, { movieId: [notNull(), unique()] })

export const raw_ratings_tests = testColumns(raw.raw_ratings, {
  userId: [notNull()],
  movieId: [notNull()],
  rating: [notNull(), between(0.5, 5)],
})

export const raw_tags_tests = testColumns(raw.raw_tags, { userId: [notNull()], movieId: [notNull()] })

export const raw_links_tests = testColumns(raw.raw_links, { movieId: [notNull(), unique()] })

export const raw_genome_tags_tests = testColumns(raw.raw_genome_tags, { tagId: [notNull(), unique()] })

// Staging filters by relevance, so that only here a score out of range can show.
export const raw_genome_scores_tests = testColumns(raw.raw_genome_scores, {
  movieId: [notNull()],
  tagId: [notNull(), relationships(raw.raw_genome_tags, 'tagId')],
  relevance: [notNull(), positive()],
})
