import { chart } from 'kerros'
import { top_movies_of_genre } from '../top_movies_of_genre.js'

export const best_movies_of_genre = chart(top_movies_of_genre, {
  mark: 'bar',
  category: 'title',
  value: 'weighted_rating',
  orientation: 'horizontal',
  title: 'Top ten movies of a genre by weighted rating',
  description: 'The ten best movies of the genre that the variable `genre` names.',
})
