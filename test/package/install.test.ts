import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { FreshProject, packPackage } from './fresh-project.js'
import { installNode, lowestNode } from './install-node.js'
import { allExamples, firstCommands, firstExample, firstOutput } from './readme.js'

const WAIT = 300_000
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
let project: FreshProject

beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'kerros-install-'))
  tarball = (await packPackage(root)).tarball
  project = await FreshProject.install(path.join(root, 'shop'), tarball)
  project.write([...firstExample, ENTRIES])
}, WAIT)
afterAll(() => rmSync(root, { recursive: true, force: true }), WAIT)

describe('the declarations', () => {
  const settings = (['typescript-5', 'typescript-6', 'typescript'] as const).flatMap((compiler) =>
    (['nodenext', 'bundler'] as const).map((resolution) => ({ compiler, resolution })),
  )
  test.each(settings)(
    "type-check the README's first example and every entry: $compiler, $resolution",
    async ({ compiler, resolution }) => {
      expect(await project.typeCheck(compiler, typeScript([...firstExample, ENTRIES]), resolution)).toEqual([])
    },
    WAIT,
  )

  test(
    'are not any: a wrong column is an error at its line',
    async () => {
      const { content } = firstExample.find((file) => file.path === 'src/customers.ts')!
      const wrong = content.replace("'o.amount'", "'o.amuont'")
      project.write([{ path: 'mistakes/customers.ts', content: wrong.replace('./orders.ts', '../src/orders.ts') }])
      const problems = await project.typeCheck('typescript', ['mistakes/customers.ts'], 'nodenext')
      const line = wrong.split('\n').findIndex((text) => text.includes('o.amuont')) + 1
      // `eb.ref` refuses the name, and `sum` what `eb.ref` then returns: two errors, both at the column's line.
      const place = ['mistakes/customers.ts', line]
      expect(problems.map((problem) => [problem.file, problem.line])).toEqual([place, place])
    },
    WAIT,
  )
})

describe('the first example', () => {
  test(
    'builds and shows what the README says',
    async () => {
      const [, ...commands] = firstCommands
      const ended = []
      for (const line of commands) ended.push(await project.run(line))
      expect(ended.map(({ code }) => code)).toEqual(commands.map(() => 0))
      expect(ended.at(-1)!.stdout).toBe(firstOutput)
    },
    WAIT,
  )

  test('importing any entry loads no driver', async () => {
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
  beforeAll(async () => {
    node = await installNode(path.join(root, `node-${which}`), which === 'lowest' ? lowestNode : 'latest')
    fresh = new FreshProject(path.join(root, which), node)
    fresh.write([MODULE, ...firstExample])
  }, WAIT)

  it(
    "runs the README's first command lines as they are",
    async () => {
      const version = (await fresh.run('node --version')).stdout.trim()
      if (which === 'lowest') expect(version).toBe(`v${lowestNode}`)
      else expect(Number(/^v(\d+)/.exec(version)![1])).toBeGreaterThanOrEqual(26)
      const [install, ...commands] = firstCommands
      // The package is not published: its name is the tarball here, and nothing else of the line changes.
      const line = install!.replace(/ kerros(?= |$)/, ` ${tarball}`)
      expect(line).toContain(tarball)
      const installed = await fresh.run(line)
      expect(installed).toMatchObject({ code: 0 })
      expect(installed.stderr).not.toMatch(/ERESOLVE|peer/)
      const ended = []
      for (const command of commands) ended.push(await fresh.run(command))
      expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(commands.map(() => [0, '']))
      expect(ended.at(-1)!.stdout).toBe(firstOutput)
    },
    WAIT,
  )

  it(
    'installs, checks and builds what `kerros init` writes, without a warning',
    async () => {
      expect(await fresh.run('npx kerros init shop')).toMatchObject({ code: 0 })
      const shop = new FreshProject(path.join(fresh.folder, 'shop'), node)
      const written = JSON.parse(readFileSync(path.join(shop.folder, 'package.json'), 'utf8')) as {
        readonly [field in 'dependencies' | 'devDependencies']: { readonly [name: string]: string }
      }
      const ranges = Object.values({ ...written.dependencies, ...written.devDependencies })
      expect(ranges.filter((range) => !/^(\^|>=)\d/.test(range))).toEqual([])
      const { stderr, ...installed } = await shop.run(`npm install ${tarball}`)
      expect(installed).toMatchObject({ code: 0 })
      // Kysely declares Node 22, so npm warns of it alone on Node 20.
      const warned = [...stderr.matchAll(/package: '(.+?)@/g)].map((match) => match[1])
      expect(warned).toEqual(which === 'lowest' ? ['kysely'] : [])
      expect(stderr).not.toContain('install-scripts')
      expect(await shop.run('npm run --silent build')).toMatchObject({ code: 0, stderr: '' })
      expect(await shop.run('npm run --silent check')).toEqual({ code: 0, stdout: '', stderr: '' })
      if (which === 'newest')
        expect(await shop.run('npm run --silent start')).toEqual({
          code: 0,
          stdout: 'Aino 19.75\nVeikko 80\n',
          stderr: '',
        })
    },
    WAIT,
  )

  it.runIf(which === 'newest')(
    "runs the README's program with `node app.ts`",
    async () => {
      fresh.write(allExamples)
      const { stdout, stderr } = await fresh.run('node app.ts')
      expect(stderr).toBe('')
      expect(stdout.trim().split('\n').at(-1)).toBe('Veikko 80')
    },
    WAIT,
  )

  it(
    'names the version of Kysely that it needs when npm has installed another one',
    async () => {
      const old = await fresh.run('npm install --no-save --force kysely@0.28')
      expect(old).toMatchObject({ code: 0 })
      for (const command of ['npx kerros build', 'npx kerros ls', 'npx kerros debug']) {
        const { code, stderr } = await fresh.run(command)
        expect(code).toBe(2)
        expect(stderr).toMatch(
          /^E_PEER_VERSION kerros needs kysely \^0\.29\.0, and 0\.28\.\d+ is installed\n {2}→ Install a version in that range: npm install kysely@0\.29\n/,
        )
      }
    },
    WAIT,
  )
})

describe('the examples of the README', () => {
  test(
    'type-check, all of them together',
    async () => {
      expect(typeScript(allExamples).length).toBeGreaterThan(typeScript(firstExample).length)
      project.write(allExamples)
      expect(await project.typeCheck('typescript', typeScript(allExamples), 'nodenext', true)).toEqual([])
    },
    WAIT,
  )

  test('run: the program and the unit test', async () => {
    project.write(allExamples)
    const run = async (file: string) => {
      const outfile = path.join(project.folder, file.replace(/\.ts$/, '.mjs'))
      const entryPoints = [path.join(project.folder, file)]
      await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
      return project.run(`node ${outfile}`)
    }
    const program = await run('app.ts')
    expect(program.stderr).toBe('')
    expect(program.stdout.trim().split('\n').at(-1)).toBe('Veikko 80')
    expect(await run('customers.check.ts')).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  test('analyses and snapshots build and show', async () => {
    project.write(allExamples)
    expect(await project.run('npx kerros build --exclude daily_sales')).toMatchObject({ code: 0 })
    expect((await project.run('npx kerros show best_customers --json')).stdout).toBe(
      '{"customer":"Veikko","revenue":80,"place":1}\n{"customer":"Aino","revenue":19.75,"place":2}\n',
    )
    expect((await project.run('npx kerros compile --select daily_sales')).stdout).toContain('group by "s"."day"')
  })
})

describe('kerros/movielens', () => {
  test('can be built by a project that installed kerros, its seed included', async () => {
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
