import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { runCli } from '../src/cli/run-cli.js'
import { selectorMethodNames } from '../src/core/graph/selector-methods.js'
import { pages } from './docs/page.js'

const ROOT = path.resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')
const unique = (values: Iterable<string>): string[] => [...new Set(values)].sort()

const errorCodes = unique([...read('src/core/errors/error-code.ts').matchAll(/'(E_\w+)'/g)].map((match) => match[1]!))

it('docs/errors.md explains every error code once, and says how to fix it', () => {
  const rows = [...read('docs/errors.md').matchAll(/^\| `(E_\w+)` \| (.+?) \| (.+?) \|$/gm)]
  expect(rows.map((row) => row[1]!).sort()).toEqual(errorCodes)
  for (const [, code, meaning, fix] of rows) {
    expect(meaning!.length, code).toBeGreaterThan(20)
    expect(fix!.length, code).toBeGreaterThan(10)
  }
})

it('every error code is one that something reports', () => {
  const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('error-code.ts'))
    .map((file) => read(path.join('src', file)))
    .join('\n')
  expect(errorCodes.filter((code) => !sources.includes(`'${code}'`))).toEqual([])
})

it('docs/json.md explains every event, and only events that there are', () => {
  const sources = readdirSync(path.join(ROOT, 'src/cli'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(path.join('src/cli', file)))
  const events = sources.flatMap((text) => [...text.matchAll(/\bevent: '(\w+)'/g)].map((match) => match[1]!))
  const explained = [...read('docs/json.md').matchAll(/^\| `(\w+)` \|/gm)].map((row) => row[1]!)
  expect(explained.sort()).toEqual(unique(events))
})

it('commands that open no project have no options of one', async () => {
  for (const command of [['init'], ['movielens', 'generate']]) {
    const stdout = new PassThrough({ encoding: 'utf8' })
    await runCli([...command, '--help'], { cwd: ROOT, stdout, stderr: new PassThrough(), env: {} })
    const help = String(stdout.read())
    expect(help).toContain('--json')
    expect(help).not.toMatch(/--(config|target|vars)/)
  }
})

it('the HTTP example reads the file that `npm run movielens` leaves', () => {
  const example = /DATABASE \?\? '(.+?)'/.exec(read('examples/http/serve-movies.ts'))?.[1]
  expect(example).toBe(/sample: duckdb\(\{ path: '(.+?)'/.exec(read('kerros.config.ts'))?.[1])
  expect(read('docs/getting-started.md')).toContain(`\`${example}\``)
})

it("docs/kysely.md lists each of Kysely's test files, and says which are in the suite", () => {
  const suite = [...read('test/conformance/kysely/kysely-suite.ts').matchAll(/^ {4}describe\('([\w-]+)'/gm)].map(
    (match) => match[1]!,
  )
  const rows = [...read('docs/kysely.md').matchAll(/^\| `([\w-]+)` \| (yes|no) \| .{10,} \|$/gm)]
  expect(unique(rows.filter(([, , isIn]) => isIn === 'yes').map(([, file]) => file!))).toEqual(unique(suite))
  expect(unique(rows.map(([, file]) => file!))).toHaveLength(51)
})

it('docs/selectors.md lists every method', () => {
  const text = read('docs/selectors.md')
  expect(selectorMethodNames.filter((name) => !text.includes(`\`${name}:`))).toEqual([])
})

it('the scripts that the documents name are scripts of package.json', () => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: { readonly [name: string]: string } }
  const files = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', '.ci/run', ...pages.map(({ file }) => file)]
  const documents = files.map(read)
  const named = documents.flatMap((text) => [...text.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]!))
  expect(named.length).toBeGreaterThan(3)
  expect(unique(named).filter((name) => scripts[name] === undefined)).toEqual([])
})

it('docs/README.md links to every page', () => {
  const index = read('docs/README.md')
  const files = readdirSync(path.join(ROOT, 'docs')).filter((file) => file.endsWith('.md') && file !== 'README.md')
  expect(files.filter((file) => !index.includes(`](${file})`))).toEqual([])
})

it('no sentence is in two pages', () => {
  const sentences = pages.flatMap(({ file, text }) => {
    const prose = text.replace(/^( *)```[\s\S]*?^\1```$/gm, '')
    return prose
      .split(/\n\n|\n(?=[-|#])|\| /)
      .flatMap((part) => part.replace(/\s+/g, ' ').split(/(?<=[.:]) /))
      .map((sentence) => ({ file, sentence: sentence.trim() }))
  })
  const long = sentences.filter(({ sentence }) => sentence.length > 70)
  const twice = long.filter(({ file, sentence }) =>
    long.some((other) => other.sentence === sentence && other.file !== file),
  )
  expect(twice.map(({ file, sentence }) => `${file}: ${sentence}`)).toEqual([])
})

it('links between documents lead to a file, and to a heading in it', () => {
  const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  const broken = documents
    .split('\n')
    .filter((file) => file !== '' && existsSync(path.join(ROOT, file)))
    .flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/g)]
        .map(([, to, heading]) => ({ target: to === '' ? file : path.join(path.dirname(file), to!), heading }))
        .filter(({ target, heading }) => !isThere(target, heading))
        .map(({ target, heading }) => `${file}: ${target}${heading === undefined ? '' : `#${heading}`}`),
    )
  expect(broken).toEqual([])
})

function isThere(file: string, heading: string | undefined): boolean {
  if (!existsSync(path.join(ROOT, file))) return false
  return heading === undefined || anchorsOf(read(file)).includes(heading)
}

/** The anchors that a Markdown page gets for its headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
}
