import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { shellQuoted } from '../../src/util/shell-quoted.js'

it.each(['plain_name', 'a b', `it's`, '$HOME', '`id`', 'a*', '"', '', 'ä'])('a shell takes %j as one word', (word) => {
  expect(execFileSync('sh', ['-c', `printf '[%s]' ${shellQuoted(word)}`], { encoding: 'utf8' })).toBe(`[${word}]`)
})
