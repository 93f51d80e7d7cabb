import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectRoot } from '../types/type-check.js'
import { type Ended, FreshProject, packPackage, runProcess } from './fresh-project.js'
import { installNode, lowestNode } from './install-node.js'

const WAIT = 300_000

let root: string
let node: string
/** The one project that is really installed; the others use its packages. */
let shop: FreshProject

beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'kerros-starter-'))
  const { tarball } = await packPackage(root)
  node = await installNode(path.join(root, 'node'), lowestNode)
  shop = await init('shop', path.join(projectRoot, 'dist/cli.js'))
  shop.write([{ path: '.npmrc', content: 'prefer-offline=true\naudit=false\nfund=false\nloglevel=error\n' }])
  // The package is not published: the tarball is installed in its place.
  expect(await shop.run(`npm install ${tarball}`)).toMatchObject({ code: 0 })
}, WAIT)
afterAll(() => rmSync(root, { recursive: true, force: true }), WAIT)

/** Writes a project as a user of the lowest Node does, with a workflow. */
async function init(template: string, cli: string, ...options: readonly string[]): Promise<FreshProject> {
  const args = [cli, 'init', template, '--template', template, '--ci', 'github', ...options]
  expect(await runProcess(process.execPath, args, root)).toMatchObject({ code: 0, stderr: '' })
  return new FreshProject(path.join(root, template), node)
}

const read = ({ folder }: FreshProject, file: string): string => readFileSync(path.join(folder, file), 'utf8')

/** The commands of the generated workflow, in order. */
const workflowOf = (project: FreshProject): readonly string[] =>
  [...read(project, '.github/workflows/kerros.yml').matchAll(/^ +- run: (.+)$/gm)].map(([, line]) => line!)

/** Every command that the generated AGENTS.md names, but for those that need an account. */
const agentsCommandsOf = (project: FreshProject): readonly string[] => {
  const named = [...read(project, 'AGENTS.md').matchAll(/`(np[mx] [^`]+)`/g)].flatMap(([, line]) => line!.split(' && '))
  return [...new Set(named)].filter((line) => line !== 'npm run build:prod')
}

/** The program that npx starts, which takes longer to find it than most commands take: one template is enough to see that it does. */
const withoutNpx = (line: string): string => line.replaceAll('npx kerros ', 'node_modules/.bin/kerros ')

const failed = (lines: readonly string[], ended: readonly Ended[]): readonly unknown[] =>
  ended.filter(({ code }) => code !== 0).map((each) => [lines, each])

/** What each program prints, and a change of a model that its unit test has to notice. */
const TEMPLATES = [
  {
    template: 'shop',
    options: [],
    printed: /^Aino 19.75\nVeikko 80\n$/,
    change: ['src/marts/customers.ts', "sum(eb.ref('o.amount'))", "max(eb.ref('o.amount'))"],
  },
  {
    template: 'empty',
    options: ['--engine', 'snowflake'],
    printed: /^1 first\n2 second\n$/,
    change: ['src/models/items.ts', "trim(eb.ref('i.name'))", "eb.ref('i.name')"],
  },
  {
    template: 'movielens',
    options: [],
    printed: /^4\.\d+ .+\n(\d(\.\d+)? .+\n){4}$/,
    change: ['src/intermediate/audience/int_genres.ts', 'count()', 'eb.lit(1)'],
  },
] as const

describe.each(TEMPLATES)('the project of template $template', ({ template, options, printed, change }) => {
  let project: FreshProject
  beforeAll(async () => {
    if (template === 'shop') {
      project = shop
      return
    }
    project = await init(template, path.join(shop.folder, 'node_modules/kerros/dist/cli.js'), ...options)
    symlinkSync(path.join(shop.folder, 'node_modules'), path.join(project.folder, 'node_modules'))
  }, WAIT)

  it(
    'passes its own workflow, command by command',
    async () => {
      expect((await project.run('node --version')).stdout.trim()).toBe(`v${lowestNode}`)
      const [install, ...lines] = workflowOf(project)
      expect(install).toBe('npm ci')
      expect(lines.slice(0, 2)).toEqual(['npm run check', 'npm test'])
      expect(lines.at(-1)).toBe('npx kerros build')
      const run = template === 'shop' ? ['npm ci', ...lines] : lines.map(withoutNpx)
      expect(failed(run, await project.runLines(run))).toEqual([])
    },
    WAIT,
  )

  it(
    'has a program that reads what was built',
    async () => {
      const { code, stdout, stderr } = await project.run('npm start --silent')
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(printed)
    },
    WAIT,
  )

  it(
    'has a unit test that fails when the model is wrong',
    async () => {
      const [file, right, wrong] = change
      const content = read(project, file)
      expect(content).toContain(right)
      project.write([{ path: file, content: content.replace(right, wrong) }])
      const { code, stdout } = await project.run('npm test')
      project.write([{ path: file, content }])
      expect(code).toBe(1)
      expect(stdout).toContain('AssertionError')
    },
    WAIT,
  )

  it(
    'says in AGENTS.md what runs',
    async () => {
      const text = read(project, 'AGENTS.md')
      expect(text.split('\n').length).toBeLessThan(15)
      const lines = agentsCommandsOf(project)
      expect(lines.length).toBeGreaterThanOrEqual(10)
      for (const what of ['lineage', 'impact', 'build', 'test', 'show', 'compile'])
        expect(lines.some((line) => line.includes(`npx kerros ${what}`))).toBe(true)
      const run = template === 'shop' ? lines : lines.map(withoutNpx)
      expect(failed(run, await project.runLines(run))).toEqual([])
    },
    WAIT,
  )
})
