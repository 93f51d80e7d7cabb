import { chart } from 'kerros'
import { tags_of_top_rated_movies } from '../tags_of_top_rated_movies.js'

export const relevance_of_top_tags = chart(tags_of_top_rated_movies, {
  mark: 'bar',
  category: 'tag',
  value: 'avg_relevance',
  orientation: 'horizontal',
  title: 'Tags of top-rated movies by relevance',
  description: 'The most relevant tags of the top-rated movies.',
  limit: 20,
})
