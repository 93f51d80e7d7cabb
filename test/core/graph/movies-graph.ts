import { Graph } from '../../../src/core/graph/graph.js'
import type { SelectableNode } from '../../../src/core/graph/selectable-node.js'

const node = (uniqueId: string, file: string, dependsOn: readonly string[], more: Partial<SelectableNode> = {}) => ({
  uniqueId,
  name: uniqueId.split('.').slice(2).join('.'),
  resourceType: uniqueId.split('.')[0]!,
  file,
  dependsOn,
  tags: [],
  ...more,
})

const view = { materialized: 'view' }
const table = { materialized: 'table' }

/** raw_ratings and raw_movies -> src_… -> int_scores -> top_movies -> board; a test on most. */
export const movies: Graph<SelectableNode> = Graph.of<SelectableNode>([
  node('source.shop.raw.raw_ratings', 'src/sources/raw.ts', [], { name: 'raw_ratings', sourceName: 'raw' }),
  node('source.shop.raw.raw_movies', 'src/sources/raw.ts', [], {
    name: 'raw_movies',
    sourceName: 'raw',
    tags: ['daily'],
  }),
  node('seed.shop.genres', 'src/seeds/genres.csv', [], { materialized: 'seed' }),
  node('model.shop.src_ratings', 'src/staging/src_ratings.ts', ['source.shop.raw.raw_ratings'], {
    ...view,
    tags: ['nightly'],
  }),
  node('model.shop.src_movies', 'src/staging/src_movies.ts', ['source.shop.raw.raw_movies'], {
    ...view,
    tags: ['nightly', 'slow'],
  }),
  node(
    'model.shop.int_scores',
    'src/intermediate/scores/int_scores.ts',
    ['model.shop.src_ratings', 'model.shop.src_movies'],
    table,
  ),
  node('model.shop.top_movies', 'src/marts/top_movies.ts', ['model.shop.int_scores', 'seed.shop.genres'], {
    ...table,
    tags: ['slow'],
  }),
  node('exposure.shop.board', 'src/exposures/board.ts', ['model.shop.top_movies']),
  node('test.shop.not_null_src_ratings_id', 'src/staging/src_ratings.ts', ['model.shop.src_ratings'], {
    testName: 'not_null',
  }),
  node('test.shop.unique_src_movies_id', 'src/staging/src_movies.ts', ['model.shop.src_movies'], {
    testName: 'unique',
  }),
  node(
    'test.shop.relationships_ratings_movies',
    'src/staging/src_ratings.ts',
    ['model.shop.src_ratings', 'model.shop.src_movies'],
    { testName: 'relationships' },
  ),
  node('test.shop.scores_add_up', 'src/tests/scores_add_up.ts', ['model.shop.int_scores']),
])
