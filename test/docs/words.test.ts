import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Halves, halvesOfCode, halvesOfMarkdown, titlesOfTests } from './prose.js'
import { exceptions, type Word, words } from './words.js'

const ROOT = path.resolve(import.meta.dirname, '../..')

function listed(...paths: readonly string[]): readonly string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...paths], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.(ts|md)$/.test(file) && existsSync(path.join(ROOT, file)))
}

const files = listed('src', '*.md')

interface Found {
  readonly file: string
  /** `file:line: the word → what to say instead`. */
  readonly text: string
}

/** A space of the pattern is also the line break of a comment. */
function expressionOf({ pattern }: Word): RegExp {
  return new RegExp(pattern.replaceAll(/(?<!\?) /g, String.raw`(?:\s+(?:(?:\*|//)\s+)?)`), 'gi')
}

function wordsIn(file: string, halves: Halves): readonly Found[] {
  const names = halves.names.split('\n')
  const lines = halves.prose.split('\n').map((line, i) => `${line}${names[i]}`)
  return words.flatMap((word) => {
    const searched = [
      ...(word.names === 'only' ? [] : [halves.prose]),
      ...(word.names === undefined ? [] : [halves.names]),
    ]
    return searched.flatMap((text) =>
      [...text.matchAll(expressionOf(word))].flatMap((match) => {
        const line = text.slice(0, match.index).split('\n').length
        const isExcepted = exceptions.some(
          (exception) => file.startsWith(exception.file) && lines[line - 1]!.includes(exception.line),
        )
        return isExcepted ? [] : [{ file, text: foundText(file, line, match[0], word) }]
      }),
    )
  })
}

const foundText = (file: string, line: number, said: string, { instead }: Word): string =>
  `${file}:${line}: ${said.replace(/[\s*/]+/g, ' ')} → ${instead}`

const found: readonly Found[] = files.flatMap((file) => {
  const text = readFileSync(path.join(ROOT, file), 'utf8')
  const inName = words
    .filter(({ names }) => names !== undefined)
    .flatMap((word) =>
      expressionOf(word).test(path.basename(file))
        ? [{ file, text: foundText(file, 1, path.basename(file), word) }]
        : [],
    )
  return [...inName, ...wordsIn(file, file.endsWith('.md') ? halvesOfMarkdown(text) : halvesOfCode(text))]
})

const foundInTitles: readonly Found[] = listed('test')
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => wordsIn(file, titlesOfTests(readFileSync(path.join(ROOT, file), 'utf8'))))

describe('our words', () => {
  it('are looked for in comments and strings of code, and across the lines of a comment', () => {
    const code = [
      '/** It is built at',
      ' * once, and',
      " * nobody is told. */ const anew = 'mended' // it lies here",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: code that is searched.
      'const misfit = `which ${anew} stands ${/nobody/.source} beside`',
    ].join('\n')
    const at = (text: string): string => text.replace('x.ts:', '').replace(/ →.*/, '')
    expect(
      wordsIn('x.ts', halvesOfCode(code))
        .map(({ text }) => at(text))
        .sort(),
    ).toEqual(['1: at once', '3: lies', '3: mended', '3: nobody', '3: told', '4: beside', '4: misfit', '4: stands'])
    expect(wordsIn('x.md', halvesOfMarkdown('`nobody` is\nanew')).map(({ text }) => text)).toEqual([
      'x.md:2: anew → again; rebuild',
    ])
  })

  it('are looked for in the names of tests, and not in what tests write', () => {
    const code =
      "it.each(['nobody'])('%s is told', () => {\n  expect('anew').toBe('anew')\n})\ndescribe('lies', () => {})"
    expect(wordsIn('x.ts', titlesOfTests(code)).map(({ text }) => text.replace(/ →.*/, ''))).toEqual([
      'x.ts:1: told',
      'x.ts:4: lies',
    ])
  })

  it('are plain English', () => {
    expect([...found, ...foundInTitles].map(({ text }) => text)).toEqual([])
  })

  it('have no exception that is not needed', () => {
    const lines = (file: string): string =>
      files
        .filter((name) => name.startsWith(file))
        .map((name) => readFileSync(path.join(ROOT, name), 'utf8'))
        .join('\n')
    expect(exceptions.filter(({ file, line }) => !lines(file).includes(line))).toEqual([])
  })
})
