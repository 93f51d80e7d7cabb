import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject, type CliResult } from '../cli/cli-project.js'
import { parseProblems, projectRoot, runCompiler } from '../types/type-check.js'
import { type Block, readPage, shownFiles } from './page.js'

// Does what docs/tutorial.md says, block after block, and compares each output that it shows.

const page = readPage('docs/tutorial.md')
const COMPILER = /^npx tsc$/m
const [beforeRename, afterRename] = splitAt(page.blocks, ({ content }) => COMPILER.test(content))

let project: CliProject
beforeAll(async () => {
  project = await CliProject.create({ 'package.json': '{ "type": "module", "private": true }\n' })
}, 240_000)
afterAll(() => project.remove())

/** A duration is another one in each run: as the project's command line prints it. */
const withoutTimes = (text: string): string => text.replaceAll(/\d+\.\d\ds/g, '<time>')

/** @returns what the last command line printed. */
async function followBlocks(blocks: readonly Block[]): Promise<{ readonly compared: number }> {
  let last: CliResult | undefined
  let compared = 0
  for (const { language, title, line, content } of blocks) {
    const file = title ?? /^\/\/ (\S+\.ts)\n/.exec(content)?.[1]
    if (file !== undefined) await project.write({ [file]: content })
    for (const command of language === 'sh' ? content.trim().split('\n') : []) {
      if (!command.startsWith('npx kerros ')) continue
      last = await project.runKept(command.split(' ').slice(2))
      expect([line, command, last.stderr]).toEqual([line, command, ''])
    }
    if (language !== 'text') continue
    expect(last!.stdout).toBe(withoutTimes(content))
    expect(last!.code).toBe(content.includes('Failed.') ? 1 : 0)
    compared++
  }
  return { compared }
}

describe('docs/tutorial.md', () => {
  it('does and prints what it says', async () => {
    expect((await followBlocks(beforeRename)).compared).toBe(7)
  }, 240_000)

  it('type-checks, and a renamed column is an error in each file that reads it', async () => {
    expect(await filesWithErrors((content) => content)).toEqual([])
    const renamed = await filesWithErrors((content) =>
      content.replace(".as('minutes'),\n        't._", ".as('duration'),\n        't._"),
    )
    expect(renamed).toEqual(['src/daily_trips.ts', 'src/stations.ts', 'src/test_minutes.ts'])
  }, 240_000)

  it('ends with a chart and a site', async () => {
    await followBlocks(afterRename)
    expect(await project.read('departures.svg')).toContain('Departures by station')
    expect(await project.read('target/docs/index.html')).toContain('<html')
  }, 240_000)
})

/** The files of the page, changed, that do not type-check. */
async function filesWithErrors(change: (content: string) => string): Promise<readonly string[]> {
  mkdirSync(path.join(projectRoot, 'target'), { recursive: true })
  // Inside of the repository, so that `kerros` is what is here.
  const folder = mkdtempSync(path.join(projectRoot, 'target', 'tutorial-'))
  try {
    for (const { path: file, content } of shownFiles(page).filter((shown) => shown.path.endsWith('.ts'))) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
      writeFileSync(path.join(folder, file), change(content))
    }
    const config = {
      extends: '../../tsconfig.json',
      compilerOptions: { allowImportingTsExtensions: true },
      include: ['**/*.ts'],
      exclude: [],
    }
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
    const found = parseProblems(await runCompiler('typescript', ['-p', folder]))
    return [...new Set(found.map(({ file }) => path.relative(folder, path.resolve(projectRoot, file))))].sort()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** @returns what is before the first thing that matches, and the rest. */
function splitAt<T>(things: readonly T[], matches: (thing: T) => boolean): [readonly T[], readonly T[]] {
  const at = things.findIndex(matches)
  return [things.slice(0, at), things.slice(at)]
}
