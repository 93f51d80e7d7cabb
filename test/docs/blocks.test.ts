import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { promisify } from 'node:util'
import { Dialect, validate } from '@polyglot-sql/sdk'
import { build } from 'esbuild'
import { parse as parseToml } from 'smol-toml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { runCli } from '../../src/cli/run-cli.js'
import { USUAL_CHOICE } from '../../src/cli/starter/choice/starter-choice.js'
import { starterFiles } from '../../src/cli/starter/starter-files.js'
import { CliProject } from '../cli/cli-project.js'
import { parseProblems, projectRoot, runCompiler } from '../types/type-check.js'
import { type Block, type Page, pages, type ShownFile, shellLines, shownFiles } from './page.js'

/** Every block of the README and of docs/, without docs/functions.md, which is generated. */
const blocks = pages.flatMap((page) => page.blocks.map((block) => ({ page, block })))

const blocksOf = (page: Page, language: string): readonly Block[] =>
  page.blocks.filter((block) => block.language === language)

const placeOf = ({ file }: Page, { line }: Block): string => `${file}:${line}`

const starter = Object.entries(await starterFiles('shop', '0.1.0', USUAL_CHOICE)).map(([file, content]) => ({
  path: file,
  content,
}))

/** What each page's TypeScript belongs to: the README and pages about settings show a part of what `kerros init` writes. */
function projectFiles(page: Page): readonly ShownFile[] {
  const files = shownFiles(page)
  const hasModels = files.some((file) => file.path.endsWith('.ts') && file.path !== 'kerros.config.ts')
  return page.file === 'README.md' || !hasModels ? [...starter, ...files] : files
}

/** Programs over plain Kysely, without definitions. Those of docs/snowflake.md are run by snowflake-guide.test.ts. */
const WITHOUT_PROJECT = ['docs/kysely.md', 'docs/snowflake.md']

const withTypeScript = pages.filter((page) => blocksOf(page, 'ts').length > 0)

describe('the blocks of the pages', () => {
  it('are of a kind that a test here looks into', () => {
    const known = ['ts', 'sql', 'sh', 'text', 'csv', 'json', 'toml', 'yaml', 'python', 'console']
    expect(
      blocks.filter(({ block }) => !known.includes(block.language)).map(({ page, block }) => placeOf(page, block)),
    ).toEqual([])
    expect(blocks.length).toBeGreaterThan(60)
  })

  it('type-check, each page as a project of its own', async () => {
    mkdirSync(path.join(projectRoot, 'target'), { recursive: true })
    // Inside of the repository, so that `kerros` is what is here.
    const folder = mkdtempSync(path.join(projectRoot, 'target', 'pages-'))
    try {
      for (const page of withTypeScript)
        for (const { path: file, content } of projectFiles(page).filter((one) => one.path.endsWith('.ts'))) {
          const target = path.join(folder, path.basename(page.file, '.md'), file)
          mkdirSync(path.dirname(target), { recursive: true })
          writeFileSync(target, content)
        }
      const compilerOptions = { allowImportingTsExtensions: true }
      const config = { extends: '../../tsconfig.json', compilerOptions, include: ['**/*.ts'], exclude: [] }
      writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
      const found = parseProblems(await runCompiler('typescript', ['-p', folder]))
      // The sources that they import are checked elsewhere.
      expect(found.filter(({ file }) => file.startsWith('target/pages-'))).toEqual([])
      expect(withTypeScript.length).toBeGreaterThan(12)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }, 240_000)

  // Those in Python are run by the tests of what they use.
  const parsers: { readonly [language: string]: (content: string) => unknown } = {
    json: JSON.parse,
    toml: parseToml,
    yaml: parseYaml,
  }
  it.each(blocks.filter(({ block }) => Object.hasOwn(parsers, block.language)))(
    'are $block.language in $page.file',
    ({ block }) => {
      expect(() => parsers[block.language]!(block.content)).not.toThrow()
    },
  )
})

/** SQL of a model is what kerros compiles it to; its first line has the name: `-- customers`. */
const compiled = blocks.flatMap(({ page, block }) => {
  const name = /^-- (\w+)\n/.exec(block.content)?.[1]
  return block.language === 'sql' && name !== undefined ? [{ page, block, name, place: placeOf(page, block) }] : []
})

const compact = (sql: string): string =>
  sql
    .replace(/--.*\n/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/([(]) | ([)])/g, '$1$2')
    .replace(/;? ?$/, '')
    .trim()

/** In which `kerros` is what is here. */
const TSCONFIG = JSON.stringify({
  extends: path.join(projectRoot, 'tsconfig.json'),
  compilerOptions: { allowImportingTsExtensions: true, typeRoots: [path.join(projectRoot, 'node_modules/@types')] },
  include: ['**/*.ts'],
  exclude: [],
})

describe.each(
  withTypeScript.filter(({ file }) => !WITHOUT_PROJECT.includes(file)).map((page) => ({ page, name: page.file })),
)('the project of $name', ({ page }) => {
  let project: CliProject
  beforeAll(async () => {
    const files = Object.fromEntries(projectFiles(page).map(({ path: file, content }) => [file, content]))
    project = await CliProject.create({
      ...configOf(files),
      'package.json': '{ "type": "module" }',
      'tsconfig.json': TSCONFIG,
      ...files,
    })
    // Renaming asks the compiler of the project.
    const compiler = path.join(project.folder, 'node_modules/typescript')
    symlinkSync(path.join(projectRoot, 'node_modules/typescript'), compiler)
  }, 120_000)
  afterAll(() => project.remove())

  it('compiles, all definitions of it', async () => {
    const { code, stderr } = await project.runKept('compile')
    expect([code, stderr]).toEqual([0, ''])
  })

  it.each(compiled.filter((one) => one.page === page))('compiles to the SQL at $place', async ({ name, block }) => {
    const { stdout } = await project.runKept(['compile', '--select', name])
    expect(compact(stdout)).toContain(compact(block.content))
  })

  const programs = shownFiles(page).filter(({ path: file }) => /^app\.ts$|\.check\.ts$/.test(file))
  it.each(programs)('runs $path', async ({ path: file }) => {
    const outfile = path.join(project.folder, file.replace(/\.ts$/, '.mjs'))
    const entryPoints = [path.join(project.folder, file)]
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [outfile], { cwd: project.folder })
    const said = blocksOf(page, 'text').map(({ content }) => content)
    expect([stdout, stderr]).toEqual([file === 'app.ts' ? said.join('') : '', ''])
  })
})

/** A page without a configuration: its definitions are built in memory. */
function configOf(files: { readonly [file: string]: string }): { readonly [file: string]: string } {
  if (files['kerros.config.ts'] !== undefined) return {}
  return {
    'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'

export default defineProject({ name: 'page', models: ['{src/**/,}!(*.config|*.check|app).ts'], targets: { dev: duckdb({ path: ':memory:' }) } })
`,
  }
}

describe('statements', () => {
  const statements = blocks
    .filter(({ page, block }) => block.language === 'sql' && page.file !== 'docs/snowflake.md')
    .flatMap(({ page, block }) =>
      block.content.split(/;\s*$/m).map((sql) => ({ sql: sql.trim(), place: placeOf(page, block) })),
    )
    .filter(({ sql }) => sql !== '')

  it.each(statements)('of $place are understood', ({ sql }) => {
    const dialects = [Dialect.Snowflake, Dialect.DuckDB]
    expect(dialects.some((dialect) => validate(sql, dialect).errors.length === 0)).toBe(true)
  })
})

describe('command lines', () => {
  const lines = pages.flatMap((page) =>
    [
      ...[...page.text.matchAll(/`(?:npx )?(kerros [a-z][^`<…]*)`/g)].map((match) => match[1]!),
      ...shellLines(page).flatMap((line) =>
        line.split(' && ').flatMap((part) => /^npx (?:--yes --package \S+ )?(kerros .+)$/.exec(part)?.[1] ?? []),
      ),
    ].map((line) => ({ line: line.replace(/\s+/g, ' ').trim(), file: page.file })),
  )

  it('exist, with their options', async () => {
    const wrong: string[] = []
    for (const { line, file } of lines) {
      const words = line.split(' ').slice(1)
      const first = words.findIndex((word) => word.startsWith('-'))
      const command = (first === -1 ? words : words.slice(0, first)).slice(0, isGroup(words[0]!) ? 2 : 1)
      const stdout = new PassThrough({ encoding: 'utf8' })
      await runCli([...command, '--help'], { cwd: projectRoot, stdout, stderr: new PassThrough(), env: {} })
      const help = String(stdout.read())
      const options = words.filter((word) => /^--?[a-z]/.test(word))
      const isKnown = new RegExp(`^Usage: kerros (?:\\w+ )?(?:\\w+\\|)?${command.at(-1)}\\b`).test(help)
      if (!isKnown || !options.every((option) => help.includes(option))) wrong.push(`${file}: ${line}`)
    }
    expect(wrong).toEqual([])
    expect(lines.length).toBeGreaterThan(50)
  })

  const isGroup = (word: string): boolean => word === 'sources' || word === 'movielens'
})
