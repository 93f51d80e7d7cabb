import { given, unitTest } from 'kerros'
import { src_ratings } from '../../staging/src_ratings.js'
import { int_user_daily_rating } from './int_user_daily_rating.js'

/** At noon of a day of January 2024. */
const noon = (day: number): Date => new Date(Date.UTC(2024, 0, day, 12))

export const a_late_rating_computes_its_day_again = unitTest(int_user_daily_rating, {
  description: 'The day of a newly loaded rating is computed from all its ratings; what is stored of other days stays.',
  existing: [
    {
      daily_key: 'd2afed6a3e5464dbae36f8b61325a982',
      user_id: 1,
      rating_date: '2024-01-01',
      rating_count: 1,
      rating_sum: '4.0',
      last_loaded_at: noon(3),
    },
    {
      daily_key: '6b9b3d9e99b9a5b5a8d0972f0a706cc1',
      user_id: 1,
      rating_date: '2024-01-02',
      rating_count: 7,
      rating_sum: '21.0',
      last_loaded_at: noon(3),
    },
  ],
  given: [
    given(src_ratings, [
      { user_id: 1, movie_id: 1, rating: 4, rated_at: noon(1), loaded_at: noon(3) },
      { user_id: 1, movie_id: 2, rating: 2.5, rated_at: noon(1), loaded_at: noon(4) },
      { user_id: 1, movie_id: 3, rating: 3, rated_at: noon(2), loaded_at: noon(3) },
    ]),
  ],
  expect: [
    { user_id: 1, rating_date: '2024-01-01', rating_count: 2, rating_sum: '6.5', last_loaded_at: noon(4) },
    { user_id: 1, rating_date: '2024-01-02', rating_count: 7, rating_sum: '21.0', last_loaded_at: noon(3) },
  ],
})
