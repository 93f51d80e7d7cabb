import { notNull, snapshot, unique } from 'kerros'
import { fct_movie_recommendations } from '../marts/recommendation/fct_movie_recommendations.js'

export const movie_recommendations_snapshot = snapshot(fct_movie_recommendations, {
  uniqueKey: 'movie_id',
  strategy: 'check',
  checkColumns: ['recommendation_category', 'avg_rating', 'rating_count'],
  description: 'Which recommendation a movie had when. A movie that vanishes stays current.',
  columns: {
    movie_id: { description: 'Movie.', tests: [notNull()] },
    title: { description: 'Title, mostly with the year of release at its end.' },
    release_year: { description: 'Year of release; NULL if the title has no year.' },
    genres_concat: { description: 'Genres in ascending order, joined by a comma and a blank; None without genres.' },
    rating_count: { description: 'How many users had rated it.' },
    avg_rating: { description: 'Average rating, to four digits.' },
    weighted_rating: { description: 'Average rating, drawn towards that of all movies while ratings are few.' },
    category_rank: { description: 'Rank of the category; 1 is the best.' },
    recommendation_category: { description: 'Name of the category.', tests: [notNull()] },
    valid_from: { description: 'Since when the version holds, in UTC.', tests: [notNull()] },
    valid_to: { description: 'Until when it held, in UTC; NULL while it is current.' },
    scd_id: { description: 'Key of movie and valid_from.', tests: [notNull(), unique()] },
    scd_updated_at: { description: 'When the run that noticed the version started, in UTC.' },
  },
})
