import { expect, it } from 'vitest'
import { editDistance } from '../../../src/core/graph/edit-distance.js'

it.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['movies', 'movies', 0],
  ['movies', 'movie', 1],
  ['moveis', 'movies', 2],
  ['kitten', 'sitting', 3],
  ['saturday', 'sunday', 3],
  ['ratings', 'genome', 7],
])('from "%s" to "%s" it is %i, and as far back', (one, other, distance) => {
  expect(editDistance(one, other)).toBe(distance)
  expect(editDistance(other, one)).toBe(distance)
})
