import { Argument, Command, Option } from 'commander'
import { describe, expect, it } from 'vitest'
import { completions } from '../../../src/cli/completion/index.js'

function program(): Command {
  const kerros = new Command('kerros')
  const build = kerros.command('build').alias('make')
  build
    .option('-s, --select <names...>')
    .option('--exclude <names...>')
    .option('--full-refresh')
    .option('--vars <json>')
  build.addOption(new Option('--secret').hideHelp())
  kerros.command('show').argument('<name>').option('--limit <rows>').option('--chart [file]').option('--json')
  kerros.command('impact').argument('<column>')
  kerros.command('clean').argument('<folder>')
  kerros.command('ls').addOption(new Option('--output <format>').choices(['name', 'json']))
  kerros.command('completion').addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
  const sources = kerros.command('sources')
  sources.command('pull')
  sources.command('check')
  return kerros
}

const NAMES = ['customers', 'orders', 'raw.orders']
const completed = (...words: readonly string[]): readonly string[] => completions(program(), words, () => NAMES)

describe('the end of a command line', () => {
  it.each<[words: readonly string[], expected: readonly string[]]>([
    [['s'], ['show', 'sources']],
    [
      ['sources', ''],
      ['pull', 'check'],
    ],
    [['sources', 'p'], ['pull']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['completion', 'f'], ['fish']],
    [['clean', ''], []],
    [['clean', 'target', ''], []],
    [[], ['build', 'show', 'impact', 'clean', 'ls', 'completion', 'sources']],
  ])('is a command, or what a command is about: %j', (words, expected) => {
    expect(completed(...words)).toEqual(expected)
  })

  it.each<[words: readonly string[], expected: readonly string[]]>([
    [
      ['build', '--'],
      ['--select', '--exclude', '--full-refresh', '--vars', '--help'],
    ],
    [['make', '--sel'], ['--select']],
    [['build', '--se'], ['--select']],
    [
      ['ls', '--output', ''],
      ['name', 'json'],
    ],
    [['ls', '--output', 'j'], ['json']],
    [['build', '--vars', ''], []],
  ])('is an option that is not hidden, or its value: %j', (words, expected) => {
    expect(completed(...words)).toEqual(expected)
  })

  it.each<[words: readonly string[], expected: readonly string[]]>([
    [['show', 'o'], ['orders']],
    [['impact', 'raw'], ['raw.orders']],
    [['build', '-s', ''], NAMES],
    [['build', '--exclude', 'c'], ['customers']],
    [['build', '--select', 'orders', 'c'], ['customers']],
    [['show', '--limit', '5', 'o'], ['orders']],
    [['show', '--chart', 'a.svg', 'o'], ['orders']],
    [['show', '--chart', 'o'], []],
    [['show', '--json', 'o'], ['orders']],
    [['build', '--full-refresh', '-s', 'c'], ['customers']],
    [['build', '--full-refresh', ''], []],
  ])('is the name of a node: %j', (words, expected) => {
    expect(completed(...words)).toEqual(expected)
  })

  it.each(['+', '2+', '@', 'orders,', 'tag:x,orders+,@'])('is a name after %s', (before) => {
    expect(completed('build', '-s', `${before}c`)).toEqual([`${before}customers`])
  })

  it('asks for names only where one can be, since they are read from a file', () => {
    const never = (): never => {
      throw new Error('the names were asked for')
    }
    for (const words of [['b'], ['build', ''], ['build', '--s'], ['ls', '--output', ''], ['build', '--vars', '']])
      completions(program(), words, never)
    expect(() => completions(program(), ['show', ''], never)).toThrow('the names were asked for')
  })
})
