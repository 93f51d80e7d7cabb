import { expect, test } from 'vitest'
import { givenOptions, repeatGiven } from '../../../src/cli/options/given-options.js'

test('a way out repeats what the command line said of project and target', () => {
  const given = givenOptions({ config: 'a b/kerros.config.ts', target: 'prod', vars: { word: "it's" } })
  expect(given).toBe(` --config 'a b/kerros.config.ts' --target prod --vars '{"word":"it'\\''s"}'`)
  expect(repeatGiven('Build it first: kerros build --select +later', ' --target prod')).toBe(
    'Build it first: kerros build --target prod --select +later',
  )
  expect(repeatGiven('See what differs with: kerros sources check', ' --target prod')).toBe(
    'See what differs with: kerros sources check --target prod',
  )
})

test('what was not said is not repeated, and names of kerros are no commands', () => {
  expect(givenOptions({ json: true })).toBe('')
  expect(repeatGiven('kerros loads files; `kerros movielens` has no target', ' --target prod')).toBe(
    'kerros loads files; `kerros movielens` has no target',
  )
})
