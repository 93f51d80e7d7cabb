import { chart } from 'kerros'
import { releases_by_year } from '../releases_by_year.js'

export const releases_over_time = chart(releases_by_year, {
  mark: 'line',
  category: 'release_year',
  value: 'movie_count',
  title: 'Movies by year of release',
  description: 'How many movies were released in each year.',
})
