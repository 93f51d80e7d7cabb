import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'
import { HAS_PYTHON, onTerminal } from '../../pseudo-terminal.js'

/** A folder with a project in it, whose installed packages the projects below use. */
let shop: CliProject

beforeAll(async () => {
  shop = await CliProject.shop()
}, 60_000)
afterEach(() => shop.restore())
afterAll(() => shop.remove())

const written = (file: string): Promise<string> => shop.read(file)
const missing = { code: 'ENOENT' }

describe('init', () => {
  it('makes a project that builds immediately', async () => {
    const { code, stdout } = await shop.runKept(['init', 'Mökki 1'])
    expect(code).toBe(0)
    expect(stdout).toContain("Next: cd 'Mökki 1' && npm install")
    const built = await shop.runKept('build', { cwd: `${shop.folder}/Mökki 1` })
    expect(built.code).toBe(0)
    expect(built.stdout).toContain('Done. OK=6')
  })

  it('refuses a file', async () => {
    const { code, stderr } = await shop.runKept('init src/orders.csv')
    expect(stderr).toMatchInlineSnapshot(`
      "E_INVALID_OPTION src/orders.csv/package.json cannot be created: a part of its path is a file
        → Name another folder: kerros init my_project. Nothing was written.
      "
    `)
    expect(code).toBe(2)
  })

  it('refuses a folder that has one of its files, and writes nothing', async () => {
    const { code, stderr } = await shop.runKept('init')
    expect(stderr).toMatchInlineSnapshot(`
      "E_INVALID_OPTION kerros.config.ts already exists
        → Name an empty folder: kerros init my_project. Nothing was written.
      "
    `)
    expect(code).toBe(2)
    await expect(shop.read('package.json')).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('keeps values of .env out of the repository, and says which there are', async () => {
    await shop.runKept('init mine --engine snowflake')
    expect(await written('mine/.gitignore')).toContain('\n.env\n')
    expect(await written('mine/.env.example')).toMatch(/^SNOWFLAKE_ACCOUNT=/m)
    expect(await written('mine/kerros.config.ts')).toContain("prod: snowflake({ database: 'MINE', schema: 'MAIN' })")
    await shop.remove('mine')
  })

  it('writes the sample data of the movielens template, which can be loaded and built', async () => {
    await shop.runKept('init movies --template movielens --quiet')
    const cwd = `${shop.folder}/movies`
    const loaded = await shop.runKept('load', { cwd })
    expect(loaded.stdout).toContain('Loaded 34,600 rows from 6 files')
    const built = await shop.runKept('build', { cwd })
    expect(built).toMatchObject({ code: 0, stdout: expect.stringContaining('Done. OK=118 ') })
    await shop.remove('movies')
  })

  it('writes a workflow only when one is asked for', async () => {
    await shop.runKept('init with --template empty --ci github')
    await shop.runKept('init without --template empty')
    expect(await written('with/.github/workflows/kerros.yml')).toContain('- run: npx kerros build')
    await expect(written('without/.github/workflows/kerros.yml')).rejects.toMatchObject(missing)
    await shop.remove('with', 'without')
  })
})

describe.skipIf(!HAS_PYTHON)('init on a terminal', () => {
  const init = (words: string, type: readonly (readonly [string, string])[], env = {}) =>
    onTerminal(shop, `init${words}`, { cwd: shop.folder, type, env })
  const [ENTER, DOWN, LEFT, CTRL_C, BACK] = ['\r', '\u001b[B', '\u001b[D', '\u0003', '\u007f']

  it('asks for the name, the template, the engine and the workflow', async () => {
    const { code, screen } = await init('', [
      ['folder', `${BACK.repeat('my_project'.length)}asked${ENTER}`],
      ['begin', `${DOWN}${DOWN}${ENTER}`],
      ['built', `${DOWN}${ENTER}`],
      ['GitHub', `${LEFT}${ENTER}`],
    ])
    expect(code).toBe(0)
    expect(screen).toMatchInlineSnapshot(`
      "┌  A new kerros project
      │
      ◇  Its name, which is also its folder?
      │  asked
      │
      ◇  What does it begin with?
      │  empty
      │
      ◇  Where is it built?
      │  DuckDB and Snowflake
      │
      ◇  Write a workflow for GitHub Actions?
      │  Yes
      │
      └  Writing asked

        package.json
        tsconfig.json
        .gitignore
        .env.example
        .github/workflows/kerros.yml
        AGENTS.md
        kerros.config.ts
        app.ts
        src/seeds/raw_items.csv
        src/seeds/raw_items.ts
        src/models/items.ts
        test/items.test.ts

      Next: cd asked && npm install && npx kerros build"
    `)
    expect(await written('asked/kerros.config.ts')).toContain("name: 'asked'")
    await shop.remove('asked')
  })

  it('asks only for what the command line leaves open', async () => {
    const { code, screen } = await init(' given --template empty --ci github', [['built', ENTER]])
    expect(code).toBe(0)
    expect(screen.match(/\?/g)).toHaveLength(1)
    await shop.remove('given')
  })

  it('says that a folder has a project already before it asks for more', async () => {
    const { code, screen } = await init('', [
      ['folder', `${BACK.repeat('my_project'.length)}.${ENTER}`],
      ['kerros.config.ts already exists', CTRL_C],
    ])
    expect(code).toBe(130)
    expect(screen).not.toContain('begin')
  })

  it.each(['folder', 'begin', 'built', 'GitHub'])(
    'writes nothing when it is cancelled at the question of %s',
    async (last) => {
      const questions = ['folder', 'begin', 'built', 'GitHub']
      const before = questions.slice(0, questions.indexOf(last)).map((question) => [question, ENTER] as const)
      const { code, screen } = await init('', [...before, [last, CTRL_C]])
      expect(code).toBe(130)
      expect(screen).toContain('Cancelled. Nothing was written.')
      await expect(written('my_project/package.json')).rejects.toMatchObject(missing)
    },
  )

  it.each([
    ['--yes', ' quick --yes', {}],
    ['--quiet', ' quick --quiet', {}],
    ['--json', ' quick --json', {}],
    ['in CI', ' quick', { CI: 'true' }],
    ['on a terminal that cannot redraw', ' quick', { TERM: 'dumb' }],
  ])('asks nothing: %s', async (_, words, env) => {
    const { code, screen } = await init(words, [], env)
    expect(code).toBe(0)
    expect(screen).not.toContain('?')
    expect(await written('quick/src/marts/customers.ts')).toContain('customers = table(')
    await shop.remove('quick')
  })
})
