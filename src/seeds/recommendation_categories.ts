import { acceptedValues, decimal, integer, notNull, seed, unique, varchar } from 'kerros'

export const recommendation_categories = seed(
  'src/seeds/recommendation_categories.csv',
  {
    category_rank: integer(),
    recommendation_category: varchar(),
    min_avg_rating: decimal(3, 2),
    min_rating_count: integer(),
  },
  {
    // So that programs can build what they import from kerros/movielens.
    package: 'kerros',
    description: 'Categories of recommendation, and what a movie needs for each.',
    columns: {
      category_rank: { description: 'Rank of the category; 1 is the best.', tests: [notNull(), unique()] },
      recommendation_category: {
        description: 'Name of the category.',
        tests: [
          notNull(),
          unique(),
          acceptedValues(['Highly Recommended', 'Recommended', 'Worth Watching', 'Not Recommended']),
        ],
      },
      min_avg_rating: { description: 'Least average rating of a movie in the category.', tests: [notNull()] },
      min_rating_count: { description: 'Least number of ratings of a movie in the category.', tests: [notNull()] },
    },
  },
)
