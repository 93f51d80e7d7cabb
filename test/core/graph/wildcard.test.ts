import { describe, expect, it } from 'vitest'
import { wildcardPattern } from '../../../src/core/graph/wildcard.js'

describe('wildcardPattern', () => {
  it.each([
    ['a*', 'a.b/c', true],
    ['a**c', 'abc', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a.c', 'abc', false],
    ['a(b)+|^$', 'a(b)+|^$', true],
    ['[ab]c', 'bc', true],
    ['[a-c]', 'b', true],
    ['[!a-c]', 'b', false],
    ['[!a-c]', 'd', true],
    ['[]]', ']', true],
    ['[^a]', '^', true],
    ['[\\d]', '5', false],
    ['[z-a]', 'b', false],
    ['x[z-a]y', 'xy', false],
    ['x[!z-a]y', 'x-y', true],
    ['x[!z-a]y', 'xy', false],
    ['[a-a]', 'a', true],
    ['[!a]', '!', true],
    ['**/b', 'a/c/b', true],
    ['**/b', 'b', false],
    ['x[ab]y', 'xay', true],
    ['x[ab]y]', 'xay]', true],
    ['[!]', '[!]', true],
    ['[]', '[]', true],
    ['a[b', 'a[b', true],
    ['?', '🎬', true],
  ])('%s on %s: %s', (pattern, text, matches) => {
    expect(wildcardPattern(pattern).test(text)).toBe(matches)
  })

  it.each([
    ['src/*', 'src/a', true],
    ['src/*', 'src/a/b', false],
    ['src/**', 'src/a/b', true],
    ['**/b', 'b', true],
    ['src/**/b', 'src/b', true],
    ['src/**/b', 'src/a/c/b', true],
    ['src?b', 'src/b', false],
  ])('%s on the path %s: %s', (pattern, text, matches) => {
    expect(wildcardPattern(pattern, true).test(text)).toBe(matches)
  })
})
