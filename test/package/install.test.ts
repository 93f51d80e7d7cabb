import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pages, readPage, type ShownFile, shellLines, shownFiles } from '../docs/page.js'
import { type Ended, FreshProject, packPackage } from './fresh-project.js'
import { installNode, lowestNode } from './install-node.js'

const WAIT = 300_000

const readme = readPage('README.md')
const start = readPage('docs/getting-started.md')
/** The files of the project that is written by hand. */
const firstExample = shownFiles(start)
/** What the last command of a page's first project prints. */
const [readmeOutput, firstOutput] = [readme, start].map(
  ({ blocks }) => blocks.find(({ language }) => language === 'text')!.content,
)
const linesOfStart = shellLines(start)
/** From a clone; then the project that is written by hand. */
const cloneCommands = linesOfStart.slice(0, linesOfStart.indexOf('npx kerros build') + 1)
const firstCommands = linesOfStart.slice(cloneCommands.length, linesOfStart.indexOf('npx kerros show customers') + 1)
/** Then what checks it. */
const checkCommands = linesOfStart.slice(
  cloneCommands.length + firstCommands.length,
  linesOfStart.indexOf('npx tsc') + 1,
)

/** The TypeScript of all pages, each in a folder of its own. */
const allExamples: readonly ShownFile[] = pages.flatMap((page) =>
  shownFiles(page).map(({ path: file, content }) => ({
    path: path.join('pages', path.basename(page.file, '.md'), file),
    content,
  })),
)
const typeScript = (files: readonly { readonly path: string }[]): string[] =>
  files.map((file) => file.path).filter((file) => file.endsWith('.ts'))

/** Uses every entry, so that the declarations of all of them are read. */
const ENTRIES = {
  path: 'entries.ts',
  content: `import { connect, type Model } from 'kerros'
import { DuckDbDialect, duckdb } from 'kerros/duckdb'
import { topN } from 'kerros/macros'
import { movie_analysis } from 'kerros/movielens'
import { runModel } from 'kerros/testing'

export const best: Promise<{ movie_title: string; average_rating: number }[]> = connect(duckdb({ path: 'a.duckdb' }), { movie_analysis })
  .selectFrom('movie_analysis')
  .select(['movie_title', 'average_rating'])
  .execute()
export const rows: Promise<{ movie_id: number }[]> = runModel(movie_analysis, [])
export const model: Model<{ movie_id: number }> = movie_analysis
export const entries = [DuckDbDialect, topN]
`,
}

const MODULE = { path: 'package.json', content: '{ "name": "fresh", "private": true, "type": "module" }\n' }

let root: string
let tarball: string
/** The first example as its page installs it, with the lowest Node; `project` uses its packages. */
let lowest: Installed
let project: FreshProject

interface Installed {
  readonly fresh: FreshProject
  readonly node: string
  readonly installation: Ended
}

async function installFirstExample(which: 'lowest' | 'newest'): Promise<Installed> {
  const node = await installNode(path.join(root, `node-${which}`), which === 'lowest' ? lowestNode : 'latest')
  const fresh = new FreshProject(path.join(root, which), node)
  fresh.write([MODULE, ...firstExample])
  // The package is not published: its name is the tarball here, and nothing else of the line changes.
  const line = firstCommands[0]!.replace(/ kerros(?= |$)/, ` ${tarball}`)
  expect(line).toContain(tarball)
  return { fresh, node, installation: await fresh.run(line) }
}

beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'kerros-install-'))
  tarball = (await packPackage(root)).tarball
  lowest = await installFirstExample('lowest')
  project = new FreshProject(path.join(root, 'shop'))
  project.write([MODULE, ...firstExample, ENTRIES])
  symlinkSync(path.join(lowest.fresh.folder, 'node_modules'), path.join(project.folder, 'node_modules'))
}, WAIT)
afterAll(() => rmSync(root, { recursive: true, force: true }), WAIT)

describe('the declarations', () => {
  const settings = (['typescript-5', 'typescript-6', 'typescript'] as const).flatMap((compiler) =>
    (['nodenext', 'bundler'] as const).map((resolution) => ({ compiler, resolution })),
  )
  it.each(settings)(
    'type-check the first example and every entry: $compiler, $resolution',
    async ({ compiler, resolution }) => {
      expect(await project.typeCheck(compiler, typeScript([...firstExample, ENTRIES]), resolution)).toEqual([])
    },
    WAIT,
  )

  it(
    'are not any: a wrong column is an error at its line',
    async () => {
      const { content } = firstExample.find((file) => file.path === 'src/customers.ts')!
      const wrong = content.replace("'o.amount'", "'o.amuont'")
      project.write([{ path: 'mistakes/customers.ts', content: wrong.replace('./orders.ts', '../src/orders.ts') }])
      const diagnostics = await project.typeCheck('typescript', ['mistakes/customers.ts'], 'nodenext')
      const line = wrong.split('\n').findIndex((text) => text.includes('o.amuont')) + 1
      const place = ['mistakes/customers.ts', line]
      expect(diagnostics.map((diagnostic) => [diagnostic.file, diagnostic.line])).toEqual([place])
    },
    WAIT,
  )
})

describe('the first example', () => {
  it(
    'builds and shows what its page says',
    async () => {
      const [, ...commands] = firstCommands
      const ended = []
      for (const line of commands) ended.push(await project.run(line))
      expect(ended.map(({ code }) => code)).toEqual(commands.map(() => 0))
      expect(ended.at(-1)!.stdout).toBe(firstOutput)
    },
    WAIT,
  )

  it('importing any entry loads no driver', async () => {
    const loaded = async (...imports: readonly string[]) =>
      JSON.parse(
        (
          await project.node(`
            for (const name of ${JSON.stringify(imports)}) await import(name)
            process.report.excludeNetwork = true
            const { sharedObjects } = process.report.getReport()
            console.log(JSON.stringify(sharedObjects.filter((file) => /duckdb/i.test(file)).length > 0))`)
        ).stdout,
      ) as boolean
    expect(await loaded('kerros', 'kerros/macros', 'kerros/duckdb', 'kerros/testing', 'kerros/movielens')).toBe(false)
    expect(await loaded('@duckdb/node-api')).toBe(true)
  })
})

describe.each(['lowest', 'newest'] as const)('with the %s Node that package.json allows', (which) => {
  let node: string
  let fresh: FreshProject
  let installation: Ended
  beforeAll(async () => {
    const installed = which === 'lowest' ? lowest : await installFirstExample(which)
    ;({ node, fresh, installation } = installed)
  }, WAIT)

  it(
    'runs the command lines of the first example as they are',
    async () => {
      const version = (await fresh.run('node --version')).stdout.trim()
      if (which === 'lowest') expect(version).toBe(`v${lowestNode}`)
      else expect(Number(/^v(\d+)/.exec(version)![1])).toBeGreaterThanOrEqual(26)
      const [, ...commands] = firstCommands
      expect(installation).toMatchObject({ code: 0 })
      expect(installation.stderr).not.toMatch(/ERESOLVE|peer/)
      const ended = []
      for (const command of commands) ended.push(await fresh.run(command))
      expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(commands.map(() => [0, '']))
      expect(ended.at(-1)!.stdout).toBe(firstOutput)
    },
    WAIT,
  )

  it(
    'checks the first example as its page says, and reports the line that reads a renamed column',
    async () => {
      expect(checkCommands).toHaveLength(2)
      for (const command of checkCommands) expect(await fresh.run(command)).toMatchObject({ code: 0 })
      const [seed, model] = ['src/orders.ts', 'src/customers.ts'].map(
        (name) => firstExample.find((file) => file.path === name)!.content,
      )
      fresh.write([{ path: 'src/orders.ts', content: seed!.replace('amount:', 'price:') }])
      const { code, stdout } = await fresh.run(checkCommands.at(-1)!)
      const line = model!.split('\n').findIndex((text) => text.includes("'o.amount'")) + 1
      expect([code, stdout.split(',')[0]]).toEqual([1, `src/customers.ts(${line}`])
    },
    WAIT,
  )

  it(
    "runs the README's command lines, and checks and runs what `kerros init` writes, without a warning",
    async () => {
      const lines = shellLines(readme)
      expect(lines).toHaveLength(3)
      // The package is not published: npx and npm get its name from the tarball here, and nothing else of the lines changes.
      const local = lines.map((line) =>
        line
          .replace('npx kerros init', `npx --yes --package ${tarball} kerros init`)
          .replace('npm install', `npm install ${tarball}`),
      )
      const folder = new FreshProject(path.join(root, `readme-${which}`), node)
      folder.write([])
      const ended = await folder.runLines(local)
      expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0])
      expect(ended.at(-1)!.stdout).toBe(readmeOutput)
      const shop = new FreshProject(path.join(folder.folder, 'shop'), node)
      const written = JSON.parse(readFileSync(path.join(shop.folder, 'package.json'), 'utf8')) as {
        readonly [field in 'dependencies' | 'devDependencies']: { readonly [name: string]: string }
      }
      const { kerros, ...others } = { ...written.dependencies, ...written.devDependencies }
      expect(kerros).toMatch(/^file:/)
      expect(Object.values(others).filter((range) => !/^(\^|>=)\d/.test(range))).toEqual([])
      // Kysely declares Node 22, so npm warns of it alone on Node 20.
      const { stderr } = ended[1]!
      const warned = [...stderr.matchAll(/package: '(.+?)@/g)].map((match) => match[1])
      expect(warned).toEqual(which === 'lowest' ? ['kysely'] : [])
      expect(stderr).not.toContain('install-scripts')
      expect(await shop.run('npm run --silent build')).toMatchObject({ code: 0, stderr: '' })
      expect(await shop.run('npm run --silent check')).toEqual({ code: 0, stdout: '', stderr: '' })
      expect(await shop.run('npm run --silent start')).toEqual({
        code: 0,
        stdout: 'Aino 19.75\nVeikko 80\n',
        stderr: '',
      })
    },
    WAIT,
  )

  it.runIf(which === 'newest')(
    'runs the command line of docs/programmatic-use.md as it is',
    async () => {
      const page = readPage('docs/programmatic-use.md')
      fresh.write(shownFiles(page))
      const [line, ...others] = shellLines(page)
      expect(others).toEqual([])
      const { stdout, stderr } = await fresh.run(line!)
      expect([stdout, stderr]).toEqual([page.blocks.find(({ language }) => language === 'text')!.content, ''])
    },
    WAIT,
  )
})

describe('an installation from a clone', () => {
  const shop = (): FreshProject => new FreshProject(path.join(root, 'clone', 'shop'))

  it(
    'runs the command lines of docs/getting-started.md',
    async () => {
      const [clone, pack, ...lines] = cloneCommands
      // The clone and the tarball in it are there: this is one.
      expect(clone).toMatch(/^git clone https:\/\/\S+\/kerros$/)
      expect(pack).toBe('cd kerros && npm ci && npm pack && cd ..')
      const { scripts } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8')) as {
        readonly scripts: { readonly [name: string]: string }
      }
      expect(scripts['prepack']).toBe('npm run build')
      const folder = new FreshProject(path.join(root, 'clone'))
      folder.write([])
      mkdirSync(path.join(folder.folder, 'kerros'))
      copyFileSync(tarball, path.join(folder.folder, 'kerros', path.basename(tarball)))
      const ended = await folder.runLines(lines)
      expect(ended.map(({ code, stderr }) => [code, code === 0 ? '' : stderr])).toEqual(ended.map(() => [0, '']))
      expect(ended).toHaveLength(3)
      expect(ended.at(-1)!.stdout).toContain('Done. OK=6')
    },
    WAIT,
  )

  it(
    'names the version of Kysely that it needs when npm has installed another one',
    async () => {
      const old = await shop().run('npm install --no-save --force kysely@0.28')
      expect(old).toMatchObject({ code: 0 })
      for (const command of ['npx kerros build', 'npx kerros ls', 'npx kerros debug']) {
        const { code, stderr } = await shop().run(command)
        expect(code).toBe(2)
        expect(stderr).toMatch(
          /^E_PEER_VERSION kerros needs kysely \^0\.29\.0, and 0\.28\.\d+ is installed\n {2}→ Install a version in that range: npm install kysely@0\.29\n/,
        )
      }
    },
    WAIT,
  )
})

describe('the examples of all pages', () => {
  it(
    'type-check, all of them together',
    async () => {
      expect(typeScript(allExamples).length).toBeGreaterThan(20)
      project.write(allExamples)
      // The README shows one file of the starter project.
      const files = typeScript(allExamples).filter((file) => !file.startsWith('pages/README/'))
      expect(await project.typeCheck('typescript', files, 'nodenext', true)).toEqual([])
    },
    WAIT,
  )
})

describe('kerros/movielens', () => {
  it('can be built by a project that installed kerros, its seed included', async () => {
    const movielens = new FreshProject(path.join(project.folder, 'movielens'))
    movielens.write([
      {
        path: 'kerros.config.ts',
        content: `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import * as movielens from 'kerros/movielens'

export default defineProject({ name: 'movies', models: [movielens], targets: { dev: duckdb({ path: 'movies.duckdb' }) } })
`,
      },
    ])
    expect(await movielens.run('npx kerros seed')).toMatchObject({ code: 0 })
    const { stdout } = await movielens.run('npx kerros show recommendation_categories --json')
    const seedFile = readFileSync(
      path.resolve(import.meta.dirname, '../../src/seeds/recommendation_categories.csv'),
      'utf8',
    )
    expect(stdout.trim().split('\n')).toHaveLength(seedFile.trim().split('\n').length - 1)
    expect(
      (await movielens.run('npx kerros ls --select movie_analysis --resource-type model --output name')).stdout,
    ).toBe('movie_analysis\n')
  })
})
