/** The order of the charts in the report: the two bar charts over movies, then one for each of the six questions. */
export const REPORT_CHARTS: readonly string[] = [
  'average_rating_by_movie',
  'total_ratings_by_movie',
  'ratings_by_genre',
  'engagement_of_users',
  'releases_over_time',
  'relevance_of_top_tags',
  'best_movies_of_genre',
  'ratings_over_time',
]
