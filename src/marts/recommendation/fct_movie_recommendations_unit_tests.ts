import { given, unitTest } from 'kerros'
import { int_movie_recommendation } from '../../intermediate/recommendation/int_movie_recommendation.js'
import { fct_movie_recommendations } from './fct_movie_recommendations.js'

export const a_movie_has_the_best_category_that_its_numbers_allow = unitTest(fct_movie_recommendations, {
  description:
    'Each number is the least that a category asks for, or just below; the categories are those of the seed.',
  given: [
    given(int_movie_recommendation, [
      { movie_id: 1, avg_rating: 4, rating_count: 1000 },
      { movie_id: 2, avg_rating: 4, rating_count: 999 },
      { movie_id: 3, avg_rating: 3.4999, rating_count: 5000 },
      { movie_id: 4, avg_rating: 5, rating_count: 49 },
    ]),
  ],
  expect: [
    { movie_id: 1, recommendation_category: 'Highly Recommended' },
    { movie_id: 2, recommendation_category: 'Recommended' },
    { movie_id: 3, recommendation_category: 'Worth Watching' },
    { movie_id: 4, recommendation_category: 'Not Recommended' },
  ],
})
