import { describe, expect, it } from 'vitest'
import { suggestName } from '../../../src/core/graph/suggest-name.js'

describe('suggestName', () => {
  it.each([
    ['movie', ['movies', 'ratings'], 'movies'],
    ['MOVIES', ['movie', 'movies'], 'movies'],
    ['ab', ['zz', 'ac', 'aa'], 'aa'],
    ['x', ['y'], undefined],
    ['movies', [], undefined],
    ['movies', ['something_else'], undefined],
    ['top_20', ['top_20_movies', 'top_20_movies_of_genre', 'src_movies'], 'top_20_movies'],
    ['TOP', ['top_5_genres', 'top_9_genres', 'stop'], 'stop'],
    ['top_20', ['top_20_of_genre', 'top_20_movies_b', 'top_20_movies_a'], 'top_20_movies_a'],
    ['abc', ['abc_of_movies'], 'abc_of_movies'],
    ['to', ['top_20_movies'], undefined],
  ])('for %s of %j: %s', (name, candidates, expected) => {
    expect(suggestName(name, candidates)).toBe(expected)
    expect(suggestName(name, candidates.toReversed())).toBe(expected)
  })
})
