import type { Files } from './reference-project.js'

/** An edit that changes no row: its name, and the files after it. */
export type CosmeticEdit = readonly [name: string, edit: (files: Files) => Files]

const DETAILS = 'src/intermediate/audience/int_movie_details.ts'
const GENRES = 'src/intermediate/audience/int_movie_genres.ts'
const DAILY = 'src/intermediate/audience/int_user_daily_rating.ts'
const PROFILES = 'src/intermediate/audience/int_user_profiles.ts'
const STATS = 'src/intermediate/content/int_movie_rating_tag_stats.ts'
const RELEVANCE = 'src/intermediate/content/int_movie_tag_relevance.ts'
const LINK = 'src/intermediate/content/int_tag_movie_link.ts'
const RECOMMENDATION = 'src/intermediate/recommendation/int_movie_recommendation.ts'
const RANGE = 'src/intermediate/macros/relevance-range.ts'
const GENRE_RATINGS = 'src/marts/analysis/genre_ratings.ts'
const MONTHLY = 'src/marts/analysis/monthly_ratings.ts'
const ANALYSIS = 'src/marts/analysis/movie_analysis.ts'
const TRENDS = 'src/marts/analysis/movie_release_trends.ts'
const TOP_TAGS = 'src/marts/analysis/top_rated_movie_tags.ts'
const PER_GENRE = 'src/marts/analysis/top_movies_per_genre.ts'
const TAG_PROFILE = 'src/marts/content/dim_movie_tag_profile.ts'
const TAG_PERFORMANCE = 'src/marts/content/fct_tag_performance.ts'
const ALL_GENRES = 'src/intermediate/audience/int_genres.ts'
const DIM_TAGS = 'src/marts/core/dim_tags.ts'
const DIM_USERS = 'src/marts/core/dim_users.ts'
const DIM_MOVIES = 'src/marts/core/dim_movies.ts'
const FCT_RATINGS = 'src/marts/core/fct_ratings.ts'
const RECOMMENDED = 'src/marts/recommendation/fct_movie_recommendations.ts'
const LOGIC = 'src/marts/recommendation/test_movie_recommendation_logic.ts'
const MOVIES = 'src/staging/src_movies.ts'
const RATINGS = 'src/staging/src_ratings.ts'
const SCORES = 'src/staging/src_genome_sources.ts'
const SEED = 'src/seeds/recommendation_categories.ts'
const SOURCES = 'src/sources/movielens.ts'
const TAGS_SNAPSHOT = 'src/snapshots/tags_snapshot.ts'

/** Replaces words of one file; each has to be in it. */
function replace(file: string, ...changes: readonly (readonly [from: string | RegExp, to: string])[]) {
  return (files: Files): Files => {
    let text = files[file]!
    for (const [from, to] of changes) {
      const after = typeof from === 'string' ? text.replaceAll(from, () => to) : text.replace(new RegExp(from, 'g'), to)
      if (after === text) throw new Error(`${file} has no ${from}`)
      text = after
    }
    return { ...files, [file]: text }
  }
}

/** Moves a file to another folder; what it imports and what imports it follow. */
function move(from: string, to: string) {
  return (files: Files): Files => {
    const [old, next] = [from, to].map((file) => file.replace(/^src\//, '').replace(/\.ts$/, '.js'))
    const moved = Object.entries(files).map(([file, text]) => {
      const base = file
        .replace(/^src\//, '')
        .split('/')
        .slice(0, -1)
      const target = file === from ? next!.split('/').slice(0, -1) : base
      const after = text.replaceAll(/from '(\.[^']+)'/g, (_all, specifier: string) => {
        const parts = [...base]
        for (const part of specifier.split('/'))
          if (part === '..') parts.pop()
          else if (part !== '.') parts.push(part)
        const meant = parts.join('/') === old ? next! : parts.join('/')
        return `from '${'../'.repeat(target.length) || './'}${meant}'`
      })
      return [file === from ? to : file, after] as const
    })
    return Object.fromEntries(moved)
  }
}

/** Edits that mean nothing, one place each. */
export const cosmeticEdits: readonly CosmeticEdit[] = [
  ['another alias of a table', replace(ANALYSIS, [".selectFrom('m')", ".selectFrom('m as film')"], ["'m.", "'film."])],
  [
    'another name of an input',
    replace(ANALYSIS, ['{ m: int', '{ film: int'], ["selectFrom('m')", "selectFrom('film')"], ["'m.", "'film."]),
  ],
  [
    'another name of an input of an incremental model',
    replace(DIM_MOVIES, ['{ d: int', '{ films: int'], ["selectFrom('d')", "selectFrom('films')"], ["'d.", "'films."]),
  ],
  [
    'another name of a common table expression',
    replace(GENRE_RATINGS, ["'rated'", "'by_movie'"], ["'rated.", "'by_movie."]),
  ],
  [
    'another name of a common table expression with groups',
    replace(DIM_TAGS, ["'relevant'", "'counted'"], ["'relevant.", "'counted."]),
  ],
  [
    'conditions in another order',
    replace(LINK, [/(\.where\('t\.relevance', '>=', 0\.5\))(\s+)(\.where\('s\.rating_count', '>', 0\))/, '$3$2$1']),
  ],
  [
    'conditions of a common table expression in another order',
    replace(TOP_TAGS, [/(\.where\('top\.tag_rank', '=', 1\))(\s+)(\.where\('m\.rating_count', '>=', 20\))/, '$3$2$1']),
  ],
  [
    'two conditions as one',
    replace(LINK, [
      /\.where\('t\.relevance', '>=', 0\.5\)\s+\.where\('s\.rating_count', '>', 0\)/,
      ".where((eb) => eb.and([eb('t.relevance', '>=', 0.5), eb('s.rating_count', '>', 0)]))",
    ]),
  ],
  [
    'alternatives in another order',
    replace(LOGIC, [/(eb\('f\.avg_rating'[^\n]+\),)(\s+)(eb\('f\.rating_count'[^\n]+\),)/, '$3$2$1']),
  ],
  [
    'sides of a join condition swapped',
    replace(RELEVANCE, ["innerJoin('t', 't.tag_id', 's.tag_id')", "innerJoin('t', 's.tag_id', 't.tag_id')"]),
  ],
  [
    'sides of the condition of a left join swapped',
    replace(DETAILS, ["leftJoin('g', 'g.movie_id', 'm.movie_id')", "leftJoin('g', 'm.movie_id', 'g.movie_id')"]),
  ],
  [
    'a join condition as a function',
    replace(RELEVANCE, [
      "innerJoin('t', 't.tag_id', 's.tag_id')",
      "innerJoin('t', (join) => join.onRef('t.tag_id', '=', 's.tag_id'))",
    ]),
  ],
  [
    'groups in another order',
    replace(TAG_PERFORMANCE, ["groupBy(['l.tag_id', 'l.tag'])", "groupBy(['l.tag', 'l.tag_id'])"]),
  ],
  [
    'groups in another order in a common table expression',
    replace(TOP_TAGS, ["groupBy(['t.tag_id', 't.tag'])", "groupBy(['t.tag', 't.tag_id'])"]),
  ],
  [
    'several selects in place of one',
    replace(SCORES, [
      ".select(['g.movieId as movie_id', 'g.tagId as tag_id', 'g.relevance'])",
      ".select('g.movieId as movie_id').select('g.tagId as tag_id').select('g.relevance')",
    ]),
  ],
  ['a name in place of a reference', replace(RECOMMENDATION, ["'m.title',", "eb.ref('m.title').as('title'),"])],
  [
    'a value as a constant',
    replace(LINK, ['export const', 'const LEAST = 0.5\n\nexport const'], ["'>=', 0.5", "'>=', LEAST"]),
  ],
  ['another name of a constant', replace(RECOMMENDATION, ['PRIOR_RATINGS', 'RATINGS_OF_ALL'])],
  ['another name of a variable of the query', replace(PROFILES, ['totalRatings', 'ratings'])],
  [
    'an expression written out twice',
    replace(
      GENRE_RATINGS,
      ["const ratingCount = sum(eb.ref('rated.rating_count'))", ''],
      ['ratingCount', "sum(eb.ref('rated.rating_count'))"],
    ),
  ],
  ['a comment', replace(ALL_GENRES, ['export const', '// One row for each genre.\nexport const'])],
  ['other line breaks', replace(DIM_USERS, [/\n {2,}/, ' '])],
  ['a description', replace(STATS, [/description:\s+'/, "description: 'Another one. "])],
  ['a description of a column', replace(DETAILS, ["description: 'Movie.'", "description: 'The movie.'"])],
  ['a description of a source', replace(SOURCES, ['MovieLens, as loaded', 'MovieLens as it is, loaded'])],
  ['a description of a seed', replace(SEED, ['Categories of recommendation,', 'The categories of recommendation,'])],
  ['a description of a snapshot', replace(TAGS_SNAPSHOT, ['Which tags users', 'The tags that users'])],
  ['a tag', replace(TAG_PERFORMANCE, [/ {2}\{\n {4}description/, "  {\n    tags: ['daily'],\n    description"])],
  ['meta', replace(PER_GENRE, [/ {2}\{\n {4}description/, "  {\n    meta: { owner: 'analysts' },\n    description"])],
  [
    'selectAll in place of each column',
    replace(RATINGS, [
      "(db) =>\n    db\n      .selectFrom('r')",
      "(db) =>\n    db\n      .selectFrom((eb) => eb.selectFrom('r as all').selectAll().as('r'))",
    ]),
  ],
  [
    'a subquery that selects',
    replace(ANALYSIS, [
      "db\n      .selectFrom('m')",
      "db\n      .selectFrom((eb) => eb.selectFrom('m as i').select(['i.title', 'i.avg_rating', 'i.rating_count', 'i.release_year', 'i.movie_id']).as('m'))",
    ]),
  ],
  [
    'a common table expression that selects',
    replace(ANALYSIS, [
      "db\n      .selectFrom('m')",
      "db\n      .with('films', (cte) => cte.selectFrom('m').select(['m.title', 'm.avg_rating', 'm.rating_count', 'm.release_year', 'm.movie_id']))\n      .selectFrom('films as m')",
    ]),
  ],
  [
    'a common table expression that filters',
    replace(
      LINK,
      [
        "db\n      .selectFrom('t')",
        "db\n      .with('relevant', (cte) => cte.selectFrom('t').selectAll().where('t.relevance', '>=', 0.5))\n      .selectFrom('relevant as t')",
      ],
      [/\n\s+\.where\('t\.relevance', '>=', 0\.5\)\n\s+\.where\('s/, "\n      .where('s"],
    ),
  ],
  [
    'a common table expression that nothing reads',
    replace(ALL_GENRES, [
      "db\n      .selectFrom('g')",
      "db\n      .with('unread', (cte) => cte.selectFrom('g').select('g.movie_id'))\n      .selectFrom('g')",
    ]),
  ],
  [
    'a column that only a step has',
    replace(DIM_TAGS, [
      ".select(['r.tag_id', count().as('movie_count')])",
      ".select(['r.tag_id', count().as('movie_count'), count().as('unread')])",
    ]),
  ],
  [
    'a step as an ephemeral model',
    (files) => ({
      ...replace(
        ALL_GENRES,
        ["import { int_movie_genres } from './int_movie_genres.js'", "import { only_genres } from './only_genres.js'"],
        ['{ g: int_movie_genres }', '{ g: only_genres }'],
      )(files),
      'src/intermediate/audience/only_genres.ts': [
        "import { ephemeral } from 'kerros'",
        "import { int_movie_genres } from './int_movie_genres.js'",
        "export const only_genres = ephemeral({ g: int_movie_genres }, (db) => db.selectFrom('g').select(['g.genre']))",
      ].join('\n'),
    }),
  ],
  ['a view in another file', move(SCORES, 'src/staging/genome/scores_of_movies.ts')],
  ['a table in another folder', move(GENRES, 'src/intermediate/content/genres.ts')],
  ['an incremental model in another folder', move(DAILY, 'src/intermediate/ratings/int_user_daily_rating.ts')],
  ['a macro in another file', move(RANGE, 'src/intermediate/macros/ranges/of-relevance.ts')],
  ['another name of a window', replace(TRENDS, ['over((w) => w.orderBy', 'over((window) => window.orderBy'])],
  ['another alias in a window', replace(MONTHLY, ["'months as m'", "'months as each'"], ["'m.", "'each."])],
  [
    'an alias of a join',
    replace(
      TAG_PROFILE,
      ["innerJoin('s', 's.movie_id'", "innerJoin('s as stats', 'stats.movie_id'"],
      ["        's.", "        'stats."],
    ),
  ],
  [
    'an input under another name in a model with since',
    replace(FCT_RATINGS, ['{ r: src', '{ rated: src'], ["selectFrom('r')", "selectFrom('rated')"], ["'r.", "'rated."]),
  ],
  [
    'conditions of a join in another order',
    replace(RECOMMENDED, [
      ".onRef('c.min_avg_rating', '<=', 'm.avg_rating').onRef('c.min_rating_count', '<=', 'm.rating_count')",
      ".onRef('c.min_rating_count', '<=', 'm.rating_count').onRef('c.min_avg_rating', '<=', 'm.avg_rating')",
    ]),
  ],
  ['a pattern where it is used', replace(MOVIES, ['YEAR_AT_THE_END, 1', "'\\\\(([0-9]{4})\\\\)$', 1"])],
]
