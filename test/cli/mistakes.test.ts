import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CliOptions, CliProject, type CliResult } from './cli-project.js'

let shop: CliProject
beforeAll(async () => {
  shop = await CliProject.shop()
  await shop.run('build')
})
afterAll(() => shop.remove())

/** What a command line that cannot run says. */
async function refusal(args: string | readonly string[], options?: CliOptions): Promise<string> {
  return refused(await shop.run(args, options))
}

/** The same, in a process that more than one of them runs in. */
async function keptRefusal(args: string, cwd?: string): Promise<string> {
  return refused(await shop.runKept(args, cwd === undefined ? {} : { cwd }))
}

function refused({ code, stdout, stderr }: CliResult): string {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  return stderr
}

/** Runs with other files, and puts the old ones back. */
async function withFiles<T>(files: { readonly [file: string]: string }, work: () => Promise<T>): Promise<T> {
  const before = await Promise.all(
    Object.keys(files).map(async (file) => [file, await shop.read(file).catch(() => undefined)] as const),
  )
  await shop.write(files)
  try {
    return await work()
  } finally {
    for (const [file, content] of before) {
      if (content === undefined) await shop.remove(file)
      else await shop.write({ [file]: content })
    }
  }
}

describe('the command line', () => {
  it.each([
    ['biuld'],
    ['help biuld'],
    ['test --full-refresh'],
    ['--target prod build'],
    ['build --thread 3'],
    ['build customers'],
    ['build --threads four'],
    ['build --threads 0'],
    ['build --vars {least:3}'],
    ['show'],
    ['show customers --limit -1'],
    ['ls --output nam'],
    ['ls --resource-type modl'],
  ])('kerros %s', async (line) => {
    expect(await keptRefusal(line)).toMatchSnapshot()
  })
})

describe('names and values', () => {
  it.each([
    ['build --select custmers'],
    ['build --select tag:cor'],
    ['build --exclude custmers'],
    ['seed --select customers'],
    ['seed --exclude orders'],
    ['build --exclude *'],
    ['test --select customers --exclude customers'],
    ['compile --select customers --exclude customers'],
    ['run --exclude resource_type:model'],
    ['ls --exclude * --output name'],
    ['ls --select customers --exclude customers'],
    ['ls --select customers --resource-type seed'],
    ['build --target prd'],
    ['build --target dve'],
    ['show custmers'],
    ['show tag:core'],
    ['show customers --target prod'],
    ['build --vars {"leest":3}'],
    ['build --vars {"least":"3"}'],
    ['compile --vars {"nothing":1}'],
    ['build --config other.config.ts'],
    ['build --config src'],
  ])('kerros %s', async (line) => {
    expect(await keptRefusal(line)).toMatchSnapshot()
  })

  it('a folder without a project is reported as one', async () => {
    await mkdir(path.join(shop.folder, '../kerros-empty'), { recursive: true })
    const stderr = await refusal('build', { cwd: path.join(shop.folder, '../kerros-empty') })
    expect(stderr).toMatch(
      /^E_NO_PROJECT there is no kerros\.config\.ts in .*kerros-empty or above it\n {2}→ Go to the project's folder/,
    )
  })

  it('a model that is not built yet is reported with the command that builds it', async () => {
    await shop.write({
      'src/later.ts': `import { view } from 'kerros'\nimport { customers } from './customers.js'\nexport const later = view({ c: customers }, (db) => db.selectFrom('c').selectAll())\nexport const latest = view({ later }, (db) => db.selectFrom('later').selectAll())\n`,
    })
    expect(await keptRefusal('show later')).toMatchSnapshot()
    expect(await keptRefusal('show later --target prod')).toMatch(
      /→ Build it first: kerros build --select \+later --target prod\n/,
    )
    const { code, stdout } = await shop.runKept('run --select latest')
    expect(code).toBe(1)
    expect(stdout).toContain(
      'E_QUERY "latest" reads "later", which is not built yet\n  at src/later.ts:4:39\n  → Build it first: kerros build --select +latest',
    )
    await shop.remove('src/later.ts')
  })
})

describe('files', () => {
  const cases: readonly (readonly [string, { readonly [file: string]: string }])[] = [
    ['a configuration that exports nothing', { 'kerros.config.ts': 'export const config = 1\n' }],
    ['a configuration without targets', { 'kerros.config.ts': config(`targets: {}`) }],
    [
      'globs that match nothing',
      { 'kerros.config.ts': config(`targets: { dev: duckdb({ path: 'x.duckdb' }) }`, 'models/*.ts') },
    ],
    ['a syntax error', { 'src/bad.ts': `import { view } from 'kerros'\nexport const = 1\n` }],
    [
      'an import of a file that is not there',
      { 'src/bad.ts': `import { x } from './nowhere.js'\nexport const y = x\n` },
    ],
    [
      'an import of a name that is not there',
      { 'src/bad.ts': `import { custmers } from './customers.js'\nexport const y = custmers\n` },
    ],
    [
      'imports of names that packages do not have',
      {
        'src/bad.ts': `import { sql, tabel, topN, vieew, xyzzy } from 'kerros'\nimport { topM } from 'kerros/macros'\nimport { Kysely } from 'kysely'\nexport const y = [sql, tabel, topN, vieew, xyzzy, topM, Kysely]\n`,
      },
    ],
    [
      'an import of a package that is not installed',
      { 'src/bad.ts': `import { view } from 'kerros'\nimport pad from 'left-pad'\nexport const y = [pad, view]\n` },
    ],
    [
      'an import of an installed package that is TypeScript',
      {
        'node_modules/typed/package.json': '{ "name": "typed", "type": "module", "exports": "./i.ts" }',
        'node_modules/typed/i.ts': 'export const x: number = 1\n',
        'src/bad.ts': "export { x } from 'typed'\n",
      },
    ],
    ['an await outside of a function that is rejected', { 'src/bad.ts': `export const x = await Promise.reject(1)\n` }],
    [
      'a naming function that returns a string',
      {
        'kerros.config.ts': config(
          `targets: { dev: duckdb({ path: 'x.duckdb' }) }, naming: (({ name }: any) => name) as any`,
        ),
      },
    ],
    [
      'a naming function that throws',
      { 'kerros.config.ts': config(`targets: { dev: duckdb({ path: 'x.duckdb' }) }, naming: (x: any) => x.y.z`) },
    ],
    ['a definer called with nothing', { 'src/bad.ts': `import { table } from 'kerros'\n\nexport const t = table()\n` }],
    ['a seed called with nothing', { 'src/bad.ts': `import { seed } from 'kerros'\nexport const s = seed()\n` }],
    [
      'several files that throw, one for all that import it, and a wrong option in another file',
      {
        'src/a.ts': `import { decimal, source } from 'kerros'\n\nexport const raw = source('raw', { t: { x: decimal(50, 2) } })\n`,
        'src/b.ts': `import { view } from 'kerros'\nimport { raw } from './a.js'\nexport const b = view({ t: raw.t }, (db) => db.selectFrom('t').selectAll())\n`,
        'src/c.ts': `import { view } from 'kerros'\nimport { orders } from './orders.js'\nexport const c = view({ o: orders }, 'select 1' as never)\n`,
        'src/d.ts': `throw { not: 'an error' }\n`,
        'src/helpers/f.js': `export const one = 1\nthrow 'no error'\n`,
        'src/f.ts': `export { one } from './helpers/f.js'\n`,
        'src/e.ts': `import { view } from 'kerros'\nimport { orders } from './orders.js'\nexport const e = view({ o: orders }, (db) => db.selectFrom('o').selectAll(), { descripton: 'x' } as never)\n`,
      },
    ],
    [
      'a configuration with several wrong options',
      {
        'kerros.config.ts': `import { defineProject } from 'kerros'

const name = 'my shop'
export default defineProject({
  name,
  models: 'src/**/*.ts',
  targets: { dev: {} },
  defaultTarget: 'prod',
  vars: 3,
  modles: [],
} as any)
`,
      },
    ],
    [
      'a name that kerros does not have, through a namespace',
      { 'src/bad.ts': `import * as k from 'kerros'\nexport const bad = (k as any).tabel({}, () => 1)\n` },
    ],
    ['a file that throws', { 'src/bad.ts': `const settings: any = {}\n\nexport const depth = settings.deep.deeper\n` }],
    [
      'a name in two files',
      {
        'src/bad.ts': `import { view } from 'kerros'\nimport { orders } from './orders.js'\nexport const Customers = view({ o: orders }, (db) => db.selectFrom('o').selectAll())\n`,
      },
    ],
    [
      'files that import each other',
      {
        'src/a.ts': `import { view } from 'kerros'\nimport { b } from './b.js'\nexport const a = view({ b }, (db) => db.selectFrom('b').selectAll() as never)\n`,
        'src/b.ts': `import { view } from 'kerros'\nimport { a } from './a.js'\nexport const b = view({ a }, (db) => db.selectFrom('a').selectAll() as never)\n`,
      },
    ],
    [
      'a seed without its file',
      {
        'src/bad.ts': `import { integer, seed } from 'kerros'\nexport const codes = seed('src/codes.csv', { code: integer() })\n`,
      },
    ],
    ['a seed with a wrong header', { 'src/orders.csv': 'id,client,amount,id\n1,Aino,2,1\n' }],
    [
      'a seed with wrong values',
      { 'src/orders.csv': 'id,customer,amount\n1,Aino,12.505\nx,Veikko,1\n3,,2\n4,Ilmari\n99999999999,Ilmari,1\n' },
    ],
    ['a seed that is no CSV', { 'src/orders.csv': 'id,customer,amount\n1,"Aino,2\n' }],
    ['a seed with semicolons', { 'src/orders.csv': 'id;customer;amount\n1;Aino;2\n' }],
    ['a seed with quotes and tabs', { 'src/orders.csv': '"id"\t"customer"\t"amount"\n1\tAino\t2\n' }],
    ['a seed that is empty', { 'src/orders.csv': '' }],
  ]
  it.each(cases)('%s', async (_, files) => {
    expect(await withFiles(files, () => keptRefusal('build'))).toMatchSnapshot()
  })

  it('a seed in another encoding is refused', async () => {
    const { writeFile } = await import('node:fs/promises')
    const before = await shop.read('src/orders.csv')
    await writeFile(
      path.join(shop.folder, 'src/orders.csv'),
      Buffer.from('id,customer,amount\n1,\xC4ij\xE4,2\n', 'latin1'),
    )
    expect(await keptRefusal('build')).toBe(
      'E_SEED src/orders.csv of seed "orders" is not UTF-8 text\n  at src/orders.ts\n  → Save it as UTF-8.\n',
    )
    await shop.write({ 'src/orders.csv': before })
  })

  it('a database file that is not a database is refused', async () => {
    await shop.write({ 'target/prod.duckdb': 'This is text.'.repeat(1000) })
    expect(await keptRefusal('build --target prod')).toMatchSnapshot()
    expect((await shop.runKept('debug --target prod')).stdout).toContain('FAIL connection')
    await shop.remove('target/prod.duckdb')
  })
})

describe('queries', () => {
  const throwing = {
    'src/bad.ts': `import { view } from 'kerros'
import { orders } from './orders.js'

const helper = (db: any) => {
  return db.selectEverything()
}

export const bad = view({ o: orders }, (db) => helper(db))
export const worse = view({ o: orders }, (db) => db.selectFrom('nope' as 'o').selectAll())
`,
  }

  it('that throw fail their node, and others run', async () => {
    const { code, stdout } = await withFiles(throwing, () => shop.runKept('build'))
    expect(stdout).toMatchSnapshot()
    expect(code).toBe(1)
    expect(await withFiles(throwing, () => keptRefusal('compile'))).toMatchSnapshot()
  })

  it('of analyses are reported together when they are compiled, too', async () => {
    const files = {
      'src/bad.ts': `import { analysis } from 'kerros'
import { orders } from './orders.js'

export const first = analysis({ o: orders }, () => undefined as any)
export const second = analysis({ o: orders }, (db) => db.selectFrom('o') as any)
`,
    }
    for (const args of ['compile', 'compile --select first second'])
      expect(await withFiles(files, () => keptRefusal(args))).toMatchSnapshot()
  })

  it('show their place with --debug, in the project’s own files', async () => {
    const { stdout } = await withFiles(throwing, () => shop.run('build --debug'))
    expect(stdout).toContain('at helper (src/bad.ts:5:13)')
    const compiled = await withFiles(throwing, () => shop.run('compile --debug'))
    expect(compiled.stderr).toContain('at helper (src/bad.ts:5:13)')
    expect(compiled.stderr).not.toContain('.cjs')
  })

  it('show no stack without it', async () => {
    const { stdout, stderr } = await withFiles(throwing, () => shop.runKept('build'))
    expect(stdout + stderr).not.toMatch(/\n\s+at .*\(/)
  })

  it('of files that throw are shown with --debug too', async () => {
    const file = {
      'src/bad.ts': `function explode(): never {\n  throw new Error('boom')\n}\n\nexplode()\nexport const x = 1\n`,
    }
    const { stderr } = await withFiles(file, () => shop.run('build --debug'))
    expect(stderr).toContain('E_LOAD_PROJECT src/bad.ts:2:9 fails while it is loaded: boom')
    expect(stderr).toContain('at explode (src/bad.ts:2:9)')
  })
})

describe('no right to write', () => {
  const nobody: CliOptions = { via: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] }

  it.skipIf(process.getuid?.() !== 0)('in the project', async () => {
    const other = await CliProject.shop()
    await chmod(other.folder, 0o755)
    const build = () => other.run('build', nobody)
    const first = await build()
    expect(first.stderr).toMatchInlineSnapshot(`
      "E_NOT_PERMITTED the DuckDB file "<project>/target/shop.duckdb" cannot be opened: no permission to write there
        → Grant yourself write permission on the file and its folder, or choose another path.
      "
    `)
    expect(first.code).toBe(2)
    // What needs no database works, with a bundle elsewhere.
    expect(await other.run('ls --output name', nobody)).toMatchObject({ code: 0, stderr: '' })
    expect(await other.run('compile', nobody)).toMatchObject({ code: 0, stderr: '' })
    // The bundle of somebody else is there now, the database cannot be.
    await other.run('ls')
    const second = await build()
    expect(second.stderr).toMatchInlineSnapshot(`
      "E_NOT_PERMITTED the DuckDB file "<project>/target/shop.duckdb" cannot be opened: no permission to write there
        → Grant yourself write permission on the file and its folder, or choose another path.
      "
    `)
    expect(second.code).toBe(2)
    // A database that may only be read.
    await other.run('build')
    const third = await build()
    expect(third.stderr).toMatchInlineSnapshot(`
      "E_NOT_PERMITTED the DuckDB file "<project>/target/shop.duckdb" cannot be opened: no permission to write there
        → Grant yourself write permission on the file and its folder, or choose another path.
      "
    `)
    expect(third.code).toBe(2)
    expect((await other.run('show customers', nobody)).code).toBe(0)
    expect((await other.run('init new', nobody)).stderr).toContain('E_NOT_PERMITTED')
    expect((await other.run('clean', nobody)).stderr).toContain('E_NOT_PERMITTED')
    await other.remove()
  })
})

describe('no right to read', () => {
  const nobody: CliOptions = { via: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] }

  it.skipIf(process.getuid?.() !== 0)('the project, its files or its folder', async () => {
    const other = await CliProject.shop({ 'src/more/names.ts': NAMES })
    await other.run('build')
    await chmod(other.folder, 0o755)
    const said = async (command: string): Promise<string> => {
      const { code, stderr } = await other.run(command, nobody)
      expect([command, code]).toEqual([command, 2])
      return stderr
    }
    const hidden = async (file: string, commands: readonly string[]) => {
      await chmod(path.join(other.folder, file), 0)
      const messages: string[] = []
      for (const command of commands) messages.push(await said(command))
      await chmod(path.join(other.folder, file), 0o755)
      return messages.join('')
    }
    expect(await hidden('kerros.config.ts', ['build', 'ls'])).toMatchInlineSnapshot(`
      "E_NOT_PERMITTED kerros.config.ts may not be read: permission denied
        → Get the right to read the file.
      E_NOT_PERMITTED kerros.config.ts may not be read: permission denied
        → Get the right to read the file.
      "
    `)
    expect(await hidden('src/orders.ts', ['build', 'ls'])).toMatchInlineSnapshot(`
      "E_NOT_PERMITTED src/orders.ts may not be read: permission denied
        → Get the right to read the file.
      E_NOT_PERMITTED src/orders.ts may not be read: permission denied
        → Get the right to read the file.
      "
    `)
    expect(await hidden('src', ['build'])).toMatchInlineSnapshot(`
      "E_NOT_PERMITTED the folder src may not be read, and may hold files of the project
        → Get the right to read it, or correct the globs in the configuration.
      "
    `)
    // Without it, the project would be another one, built without an error.
    expect(await hidden('src/more', ['build', 'ls'])).toMatchInlineSnapshot(`
      "E_NOT_PERMITTED the folder src/more may not be read, and may hold files of the project
        → Get the right to read it, or correct the globs in the configuration.
      E_NOT_PERMITTED the folder src/more may not be read, and may hold files of the project
        → Get the right to read it, or correct the globs in the configuration.
      "
    `)
    expect(await hidden('src/orders.csv', ['build --dry-run'])).toMatchInlineSnapshot(`
      "E_NOT_PERMITTED src/orders.csv of seed "orders" cannot be read (EACCES)
        at src/orders.ts
        → It must be a CSV file that you may read.
      "
    `)
    expect(await hidden('target/shop.duckdb', ['show orders', 'build'])).toMatchInlineSnapshot(`
      "E_NOT_PERMITTED the DuckDB file "<project>/target/shop.duckdb" cannot be opened: no permission to read it
        → Grant yourself read permission on the file, or choose another path.
      E_NOT_PERMITTED the DuckDB file "<project>/target/shop.duckdb" cannot be opened: no permission to write there
        → Grant yourself write permission on the file and its folder, or choose another path.
      "
    `)
    await chmod(other.folder, 0)
    expect(await said('ls')).toMatchInlineSnapshot(`
      "E_NOT_PERMITTED the files of <project> may not be read
        → Get the right to read the folder and to open its files, or go to another one.
      "
    `)
    await chmod(other.folder, 0o755)
    await other.remove()
  })
})

const NAMES = `import { view } from 'kerros'
import { orders } from '../orders.js'

export const names = view({ o: orders }, (db) => db.selectFrom('o').select('o.customer'))
`

describe('a folder that cannot be written', () => {
  const names = ['orders', 'customers']

  it('is no hindrance to ls and compile', async () => {
    const other = await CliProject.shop({ target: 'a file, so that no folder of that name can be made' })
    const env = { TMPDIR: path.join(other.folder, 'tmp') }
    await mkdir(env.TMPDIR)
    const first = await other.run('ls --output name --resource-type seed model', { env })
    expect(first).toMatchObject({ code: 0, stderr: '', stdout: `${names.join('\n')}\n` })
    const [kept] = await readdir(env.TMPDIR)
    // Nobody else may put something there that would then be run.
    expect((await stat(path.join(env.TMPDIR, kept!))).mode & 0o777).toBe(0o700)
    expect(await other.run('compile', { env })).toMatchObject({ code: 0, stderr: '' })
    // What is kept there is used again, and made anew when a file changes.
    await other.write({ 'src/more.ts': (await other.read('src/orders.ts')).replace('const orders', 'const more') })
    const debug = await other.run('ls --output name --select more --resource-type seed --debug', { env })
    expect(debug).toMatchObject({ code: 0, stdout: 'more\n' })
    expect(debug.stderr).toMatch(
      /^note: <project>\/target\/\.kerros cannot be written \((EEXIST|ENOTDIR)\): the bundle is stored in /,
    )
    expect((await other.run('ls --debug', { env })).stderr).toBe('')
    expect((await other.run('ls --json', { env })).stdout).toMatch(/^(\{"event":"node",.*\}\n)+$/)
    // Errors name the project's own files there, too.
    await other.write({ 'src/bad.ts': `const settings: any = {}\n\nexport const depth = settings.deep.deeper\n` })
    expect((await other.run('ls', { env })).stderr).toContain('E_LOAD_PROJECT src/bad.ts:3:')
    await other.remove()
  })

  it('is reported when there is no temporary folder either', async () => {
    const other = await CliProject.shop({ target: 'a file' })
    const env = { TMPDIR: path.join(other.folder, 'nowhere') }
    const { code, stderr } = await other.run('ls', { env })
    expect({ code, stderr }).toMatchInlineSnapshot(`
      {
        "code": 2,
        "stderr": "E_NOT_PERMITTED kerros cannot write into <project>/target/.kerros (ENOTDIR), nor into a temporary folder
        → Make the folder writable, or set TMPDIR to a folder of your own.
      ",
      }
    `)
    await other.remove()
  })

  it.skipIf(process.getuid?.() !== 0)('takes nothing from a temporary folder that others can write', async () => {
    const other = await CliProject.shop({ target: 'a file' })
    const env = { TMPDIR: path.join(other.folder, 'tmp') }
    await mkdir(env.TMPDIR)
    await other.run('ls', { env })
    const [kept] = await readdir(env.TMPDIR)
    await chmod(path.join(env.TMPDIR, kept!), 0o777)
    const { code, stderr } = await other.run('ls', { env })
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('E_NOT_PERMITTED') })
    await other.remove()
  })

  it.skipIf(!existsSync('/proc/self'))(
    'is reported immediately where the system says that nothing is there',
    async () => {
      expect(await refusal('movielens generate --scale 0.001 --out /proc/kerros/x')).toMatchInlineSnapshot(`
      "E_NOT_PERMITTED cannot write "/proc/kerros/x": no folder can be created there
        → Choose another directory.
      "
    `)
      expect(await refusal('init /proc/kerros/x')).toContain('E_NOT_PERMITTED')
      const elsewhere = { 'kerros.config.ts': config(`targets: { dev: duckdb({ path: '/proc/kerros/x.duckdb' }) }`) }
      expect(await withFiles(elsewhere, () => refusal('build'))).toMatchInlineSnapshot(`
      "E_NOT_PERMITTED the DuckDB file "/proc/kerros/x.duckdb" cannot be opened: its folder does not exist and cannot be created
        → Choose another path, or remove what is in the way: a part of the path may be a file.
      "
    `)
    },
  )
})

function config(targets: string, models = 'src/**/*.ts'): string {
  return `import { defineProject } from 'kerros'\nimport { duckdb } from 'kerros/duckdb'\nexport default defineProject({ name: 'shop', models: ['${models}'], ${targets} })\nexport const used = duckdb\n`
}
