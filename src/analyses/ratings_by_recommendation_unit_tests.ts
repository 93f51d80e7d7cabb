import { given, unitTest } from 'kerros'
import { fct_ratings } from '../marts/core/fct_ratings.js'
import { movie_recommendations_snapshot } from '../snapshots/movie_recommendations_snapshot.js'
import { ratings_by_recommendation } from './ratings_by_recommendation.js'

const hour = (n: number): Date => new Date(Date.UTC(2024, 0, 1, n))

export const a_rating_counts_for_the_category_of_its_time = unitTest(ratings_by_recommendation, {
  description: 'A version holds from the time at which it begins, and no longer at the one at which it ends.',
  given: [
    given(fct_ratings, [
      { movie_id: 1, rating: 1, loaded_at: hour(1) },
      { movie_id: 1, rating: 2, loaded_at: hour(2) },
      { movie_id: 1, rating: 3, loaded_at: hour(3) },
      { movie_id: 1, rating: 5, loaded_at: hour(4) },
      { movie_id: 2, rating: 4, loaded_at: hour(4) },
    ]),
    given(movie_recommendations_snapshot, [
      {
        movie_id: 1,
        category_rank: 2,
        recommendation_category: 'Recommended',
        valid_from: hour(2),
        valid_to: hour(3),
      },
      { movie_id: 1, category_rank: 3, recommendation_category: 'Worth Watching', valid_from: hour(3) },
    ]),
  ],
  expect: [
    { recommendation_category: 'Recommended', rating_count: 1, avg_rating: 2 },
    { recommendation_category: 'Worth Watching', rating_count: 2, avg_rating: 4 },
    { recommendation_category: null, rating_count: 2, avg_rating: 2.5 },
  ],
})
