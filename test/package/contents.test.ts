import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { projectRoot } from '../types/type-check.js'
import { type PackedPackage, packPackage, runProcess } from './fresh-project.js'

let folder: string
let packed: PackedPackage
/** The unpacked package. */
let contents: string

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kerros-contents-'))
  packed = await packPackage(folder)
  execFileSync('tar', ['-xzf', packed.tarball, '-C', folder])
  contents = path.join(folder, 'package')
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (file: string): string => readFileSync(path.join(contents, file), 'utf8')
const manifest = (): { [key: string]: any } => JSON.parse(read('package.json')) as { [key: string]: any }

it('the tarball holds the build, the sources, the docs, and nothing else', () => {
  const tops = new Set(packed.files.map((file) => file.split('/')[0]!))
  expect([...tops].sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'package.json', 'src'])
  const known = /\.(tsx?|js|css|map|md|json|csv|svg|png)$|^LICENSE$/
  expect(packed.files.filter((file) => !known.test(file) || /\.test\.|\.tsbuildinfo$/.test(file))).toEqual([])
  // Data only where kerros/movielens reads it.
  expect(packed.files.filter((file) => file.endsWith('.csv'))).toEqual(['src/seeds/recommendation_categories.csv'])
})

it('nothing runs when it is installed', () => {
  const scripts = Object.keys(manifest()['scripts'])
  expect(scripts.filter((name) => /^(pre|post)?install$|^(pre|post)?prepare$/.test(name))).toEqual([])
})

it('each entry names its types first, and files that are there', () => {
  const entries = Object.entries(manifest()['exports'] as { [entry: string]: string | { [condition: string]: string } })
  expect(entries.map(([entry]) => entry)).toEqual([
    '.',
    './macros',
    './duckdb',
    './snowflake',
    './testing',
    './movielens',
    './package.json',
  ])
  for (const [, conditions] of entries) {
    if (typeof conditions === 'string') continue
    expect(Object.keys(conditions).filter((condition) => condition !== 'kerros-source')).toEqual(['types', 'default'])
    for (const file of Object.values(conditions)) expect(packed.files).toContain(file.slice('./'.length))
  }
})

/** These scripts contain libraries, whose sources are not in the tarball. */
const SITE = 'dist/docs-site.js'
const VEGA = 'dist/draw-vega.js'

it('every map leads to a source in the tarball', () => {
  const maps = packed.files.filter((file) => file.endsWith('.map'))
  expect(maps.length).toBeGreaterThan(100)
  const lost = maps.flatMap((file) => {
    const { sources, sourceRoot = '' } = JSON.parse(read(file)) as { sources: readonly string[]; sourceRoot?: string }
    return sources
      .map((source) => path.posix.join(path.posix.dirname(file), sourceRoot, source))
      .filter((source) => !packed.files.includes(source))
      .map((source) => `${file}: ${source}`)
  })
  expect(lost).toEqual([])
  const withoutMap = packed.files.filter(
    (file) =>
      /^dist\/.*\.(js|d\.ts)$/.test(file) && !packed.files.includes(`${file}.map`) && file !== SITE && file !== VEGA,
  )
  expect(withoutMap).toEqual([])
})

it('the script of the documentation site passes on the licenses of the libraries in it', () => {
  const sources = packed.files.filter((file) => /^src\/docs\/.*\.tsx?$/.test(file)).map(read)
  const imported = sources.flatMap((text) =>
    [...text.matchAll(/from '((?:@[\w.-]+\/)?[\w.-]+)[^']*'/g)].map((match) => match[1]!),
  )
  const libraries = [...new Set(imported)].filter((name) => !name.startsWith('.')).sort()
  expect(libraries).toEqual(['@dagrejs/dagre', 'highlight.js', 'marked', 'minisearch', 'preact'])
  const script = read(SITE)
  expect(libraries.filter((name) => !script.includes(`\n${name}\n`))).toEqual([])
  expect(script.match(/Copyright/g)!.length).toBeGreaterThanOrEqual(libraries.length)
})

it('the script that draws charts is small, and passes on the license of every library in it', async () => {
  const { metafile } = await build({
    entryPoints: [path.join(projectRoot, 'src/charts/draw-vega.ts')],
    absWorkingDir: projectRoot,
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  })
  const names = Object.keys(metafile.inputs).map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
  const libraries = [...new Set(names)].filter((name) => name !== undefined)
  expect(libraries.length).toBeGreaterThan(40)
  const script = read(VEGA)
  expect(libraries.filter((name) => !script.includes(`\n${name}\n`))).toEqual([])
  expect(script.length).toBeLessThan(1_000_000)
})

it('the declarations are those that the entries lead to: an installation writes no file that nothing reads', () => {
  const declarations = packed.files.filter((file) => file.endsWith('.d.ts'))
  expect(declarations.filter((file) => /^dist\/(cli|docs|report)\//.test(file))).toEqual([])
  expect(declarations.length).toBeLessThan(450)
  // Sources are there for editors, which follow the maps to them.
  const isSource = (file: string): boolean => file.startsWith('src/')
  const sources = readdirSync(path.join(projectRoot, 'src'), { recursive: true, withFileTypes: true })
  expect(packed.files.filter(isSource)).toHaveLength(sources.filter((entry) => entry.isFile()).length)
  expect(packed.files.filter((file) => !isSource(file)).length).toBeLessThan(1_450)
})

it('the declarations need no condition and no source', () => {
  const declarations = packed.files.filter((file) => file.endsWith('.d.ts'))
  const wrong = declarations.filter((file) => /(from |import\()["'][^"']*(\.ts|\/src\/[^"']*)["']/.test(read(file)))
  expect(wrong).toEqual([])
})

it('publint has nothing to say', async () => {
  const tarball = Uint8Array.from(readFileSync(packed.tarball)).buffer
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
})

it('types resolve as JavaScript does (arethetypeswrong)', async () => {
  const checked = await runProcess(
    'npx',
    ['--no', 'attw', packed.tarball, '--profile', 'esm-only', '--no-color'],
    projectRoot,
  )
  expect(checked.code, checked.stdout).toBe(0)
  expect(checked.stdout).toContain('"kerros/testing"')
})
