import { expect, it } from 'vitest'
import { givenOptions, hintWithOptions } from '../../../src/cli/options/given-options.js'

it('repeats what the command line said of project and target, quoted for a shell', () => {
  const given = givenOptions({ config: 'a b/kerros.config.ts', target: 'prod', vars: { word: "it's" } })
  expect(given).toBe(` --config 'a b/kerros.config.ts' --target prod --vars '{"word":"it'\\''s"}'`)
  expect(givenOptions({ json: true })).toBe('')
})

it('adds the options to the commands of a hint, and to nothing else that looks like one', () => {
  const hint = 'kerros build is a command, see kerros build --select +a or kerros build --select +ab'
  const commands = ['kerros build --select +a', 'kerros build --select +ab']
  expect(hintWithOptions(hint, commands, ' --target prod')).toBe(
    'kerros build is a command, see kerros build --select +a --target prod or kerros build --select +ab --target prod',
  )
  expect(hintWithOptions(hint, [], ' --target prod')).toBe(hint)
  expect(hintWithOptions(hint, commands, '')).toBe(hint)
})
