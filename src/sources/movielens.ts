import { decimal, integer, source, stage, timestamp, varchar } from 'kerros'

/** Where Snowflake gets the files: a folder in S3 when the environment names one, else a stage of its own. */
const movielens_files = stage('movielens_files', {
  url: process.env['MOVIELENS_STAGE_URL'],
  storageIntegration: process.env['MOVIELENS_STORAGE_INTEGRATION'],
})

const loaded = {
  _loaded_at: timestamp().describe('When the row was loaded, in UTC: the same for all rows of a load.'),
  _file: varchar().describe('Name of the file that the row came from.'),
}

/** The MovieLens files as they are loaded: GroupLens' layout and Kaggle's end in the same tables. */
export const raw = source(
  'raw',
  {
    raw_movies: {
      movieId: integer().describe('Number that MovieLens gave the movie.'),
      title: varchar().describe('Title, mostly with the year of release in parentheses at its end.'),
      genres: varchar().describe('Genres, separated by |, or (no genres listed).'),
      ...loaded,
    },
    raw_ratings: {
      userId: integer().describe('Number of the anonymous user who rated.'),
      movieId: integer().describe('Number of the movie that was rated.'),
      rating: decimal(2, 1).describe('0.5 to 5.0 stars, in halves.'),
      timestamp: timestamp().describe('When the user rated, in UTC.'),
      ...loaded,
    },
    raw_tags: {
      userId: integer().describe('Number of the anonymous user who tagged.'),
      movieId: integer().describe('Number of the movie that was tagged.'),
      tag: varchar().describe('The tag as the user typed it.'),
      timestamp: timestamp().describe('When the user tagged, in UTC.'),
      ...loaded,
    },
    raw_links: {
      movieId: integer().describe('Number that MovieLens gave the movie.'),
      imdbId: varchar().describe('Identifier at IMDb, with its leading zeros.'),
      tmdbId: integer().nullable().describe('Identifier at The Movie Database; some movies have none.'),
      ...loaded,
    },
    raw_genome_scores: {
      movieId: integer().describe('Number of a movie in the tag genome.'),
      tagId: integer().describe('Number of a tag of the genome.'),
      relevance: decimal(6, 5).describe('How relevant the tag is to the movie, 0 to 1.'),
      ...loaded,
    },
    raw_genome_tags: {
      tagId: integer().describe('Number of a tag of the genome.'),
      tag: varchar().describe('The tag.'),
      ...loaded,
    },
  },
  {
    description: 'MovieLens, as loaded from its CSV files.',
    freshness: { warnAfter: '30 days', errorAfter: '90 days' },
    loadedAtField: '_loaded_at',
    tables: {
      raw_movies: { description: 'Movies with their genres. Replaced by each load.' },
      raw_ratings: { description: 'Ratings of movies by users. Rows are only ever added.' },
      raw_tags: { description: 'Tags that users put on movies. Rows are only ever added.' },
      raw_links: { description: 'Identifiers of the movies elsewhere. Replaced by each load.' },
      raw_genome_scores: {
        description: 'The tag genome: relevance of every tag to every movie. Replaced by each load.',
      },
      raw_genome_tags: { description: 'Tags of the genome. Replaced by each load.' },
    },
    stage: movielens_files,
    load: {
      raw_movies: { files: ['movies.csv', 'movie.csv'] },
      raw_ratings: { files: ['ratings.csv', 'rating.csv'] },
      raw_tags: { files: ['tags.csv', 'tag.csv'] },
      raw_links: { files: ['links.csv', 'link.csv'] },
      raw_genome_scores: { files: ['genome-scores.csv', 'genome_scores.csv'] },
      raw_genome_tags: { files: ['genome-tags.csv', 'genome_tags.csv'] },
    },
  },
)
