import { columnsOf, exposure } from 'kerros'
import { genre_ratings } from '../marts/analysis/genre_ratings.js'
import { monthly_ratings } from '../marts/analysis/monthly_ratings.js'
import { movie_analysis } from '../marts/analysis/movie_analysis.js'
import { movie_release_trends } from '../marts/analysis/movie_release_trends.js'
import { top_movies_per_genre } from '../marts/analysis/top_movies_per_genre.js'
import { top_rated_movie_tags } from '../marts/analysis/top_rated_movie_tags.js'
import { user_engagement } from '../marts/analysis/user_engagement.js'
import { fct_user_behaviour_genres } from '../marts/audience/fct_user_behaviour_genres.js'
import { dim_movie_tag_profile } from '../marts/content/dim_movie_tag_profile.js'
import { fct_tag_performance } from '../marts/content/fct_tag_performance.js'
import { dim_genres } from '../marts/core/dim_genres.js'
import { dim_movies } from '../marts/core/dim_movies.js'
import { dim_tags } from '../marts/core/dim_tags.js'
import { dim_users } from '../marts/core/dim_users.js'
import { fct_ratings } from '../marts/core/fct_ratings.js'
import { fct_movie_recommendations } from '../marts/recommendation/fct_movie_recommendations.js'

export const movie_dashboard = exposure({
  type: 'dashboard',
  description: 'Power BI dashboard on movies, genres, tags and audience; it reads the marts.',
  owner: { name: 'Analytics' },
  maturity: 'medium',
  dependsOn: [
    columnsOf(movie_analysis, ['movie_title', 'average_rating', 'total_ratings']),
    columnsOf(genre_ratings, ['genre', 'movie_count', 'rating_count', 'avg_rating']),
    columnsOf(user_engagement, ['engagement_level', 'user_count', 'rating_count']),
    columnsOf(movie_release_trends, ['release_year', 'movie_count', 'moving_avg_5y']),
    columnsOf(top_rated_movie_tags, ['tag', 'avg_relevance', 'tag_rank']),
    columnsOf(top_movies_per_genre, ['genre', 'title', 'weighted_rating', 'genre_rank']),
    columnsOf(monthly_ratings, ['month', 'rating_count', 'avg_rating']),
    fct_movie_recommendations,
    fct_tag_performance,
    fct_user_behaviour_genres,
    fct_ratings,
    dim_movie_tag_profile,
    dim_movies,
    dim_users,
    dim_genres,
    dim_tags,
  ],
})
