import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { buildBundle } from '../../../src/runtime/bundle/build/build-bundle.js'
import { openStore } from '../../../src/runtime/bundle/build/bundle-store.js'
import { importFiles } from '../../../src/runtime/bundle/import-files.js'
import { undigested } from '../../../src/runtime/bundle/inputs/digested.js'
import { Look } from '../../../src/runtime/bundle/inputs/look.js'
import { CliProject } from '../../cli/cli-project.js'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'kerros-stamp-')))
  folders.push(folder)
})

const at = (file: string) => path.join(folder, file)

/** Writes files with one and the same time, as `cp -p`, `tar` and `rsync -t` do. */
function write(files: { readonly [file: string]: string }): void {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(at(file)), { recursive: true })
    writeFileSync(at(file), content)
    utimesSync(at(file), 1_700_000_000, 1_700_000_000)
  }
}

/** What `src/model.ts` exports as `answer`. */
async function answer(): Promise<unknown> {
  const options = { cacheDirectory: at('cache'), name: 'project', root: folder }
  const { modules } = await importFiles([at('src/model.ts')], options)
  return modules[0]!.exports['answer']
}

const bundles = () => readdirSync(at('cache')).filter((name) => /^project-\w+\.cjs$/.test(name))

describe('a bundle is made again', () => {
  const MODEL = "import { value } from './helper.js'\nexport const answer = value\n"

  const changes: readonly [string, before: { [file: string]: string }, after: { [file: string]: string }][] = [
    [
      'when a helper changes that keeps its time and size',
      { 'src/model.ts': MODEL, 'src/helper.ts': 'export const value = 1' },
      { 'src/helper.ts': 'export const value = 2' },
    ],
    [
      'when JSON changes that keeps its time and size',
      { 'src/model.ts': "import value from './v.json'\nexport const answer = value.n\n", 'src/v.json': '{"n":1}' },
      { 'src/v.json': '{"n":2}' },
    ],
    [
      'when a file comes that goes before the one that was found',
      {
        'src/model.ts': "import { value } from './helper'\nexport const answer = value\n",
        'src/helper.js': 'export const value = 1',
      },
      { 'src/helper.ts': 'export const value = 2' },
    ],
    [
      'when a file comes that goes before the folder that was found',
      {
        'src/model.ts': "import { value } from './helper'\nexport const answer = value\n",
        'src/helper/index.ts': 'export const value = 1',
      },
      { 'src/helper.ts': 'export const value = 2' },
    ],
    [
      'when a tsconfig maps a path elsewhere',
      {
        'src/model.ts': "import { value } from '@/helper.js'\nexport const answer = value\n",
        'a/helper.ts': 'export const value = 1',
        'b/helper.ts': 'export const value = 2',
        'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./a/*"] } } }',
      },
      { 'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./b/*"] } } }' },
    ],
    [
      'when what a tsconfig extends maps a path elsewhere',
      {
        'src/model.ts': "import { value } from '@/helper.js'\nexport const answer = value\n",
        'a/helper.ts': 'export const value = 1',
        'b/helper.ts': 'export const value = 2',
        'base.json': '{ "compilerOptions": { "paths": { "@/*": ["./a/*"] } } }',
        'tsconfig.json': '{ "extends": "./base.json" }',
      },
      { 'base.json': '{ "compilerOptions": { "paths": { "@/*": ["./b/*"] } } }' },
    ],
    [
      'when a file comes where a path of a tsconfig was looked for first',
      {
        'src/model.ts': "import { value } from '@/helper.js'\nexport const answer = value\n",
        'b/helper.ts': 'export const value = 1',
        'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./a/*", "./b/*"] } } }',
      },
      { 'a/helper.ts': 'export const value = 2' },
    ],
    [
      'when a tsconfig comes that means something else by the same code',
      {
        'src/model.ts':
          'class A { declare x: number; value = 1 }\nclass B extends A { set value(n: number) {}; get value() { return 9 } }\nexport const answer = new B().value === 1 ? 1 : 2\n',
        'tsconfig.json': '{ "compilerOptions": { "target": "es2022" } }',
      },
      { 'src/tsconfig.json': '{ "compilerOptions": { "useDefineForClassFields": false } }' },
    ],
    [
      'when the imports of a package.json lead elsewhere',
      {
        'src/model.ts': "import { value } from '#helper'\nexport const answer = value\n",
        'a/helper.ts': 'export const value = 1',
        'b/helper.ts': 'export const value = 2',
        'package.json': '{ "name": "p", "imports": { "#helper": "./a/helper.ts" } }',
      },
      { 'package.json': '{ "name": "p", "imports": { "#helper": "./b/helper.ts" } }' },
    ],
    [
      'when the package.json of a folder leads elsewhere',
      {
        'src/model.ts': "import { value } from './helper'\nexport const answer = value\n",
        'src/helper/package.json': '{ "main": "../lib/a.ts" }',
        'src/lib/a.ts': 'export const value = 1',
        'src/lib/b.ts': 'export const value = 2',
      },
      { 'src/helper/package.json': '{ "main": "../lib/b.ts" }' },
    ],
    [
      'when a jsconfig maps a path elsewhere',
      {
        'src/model.ts': "import { value } from '@/helper.js'\nexport const answer = value\n",
        'a/helper.ts': 'export const value = 1',
        'b/helper.ts': 'export const value = 2',
        'base.json': '{ "compilerOptions": { "paths": { "@/*": ["./a/*"] } } }',
        'jsconfig.json': '{ "extends": "./base.json" }',
      },
      { 'base.json': '{ "compilerOptions": { "paths": { "@/*": ["./b/*"] } } }' },
    ],
    [
      'when what a referenced tsconfig extends maps a path elsewhere',
      {
        'src/model.ts': "import { value } from '@/helper.js'\nexport const answer = value\n",
        'a/helper.ts': 'export const value = 1',
        'b/helper.ts': 'export const value = 2',
        'settings/base.json': `{ "compilerOptions": { "paths": { "@/*": ["\${configDir}/a/*"] } } }`,
        'tsconfig.app.json': '{ "include": ["src"], "extends": ["./settings/base.json"] }',
        'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
      },
      { 'settings/base.json': `{ "compilerOptions": { "paths": { "@/*": ["\${configDir}/b/*"] } } }` },
    ],
    [
      'when a referenced tsconfig comes that includes a file before the other does',
      {
        'src/model.ts': "import { value } from '@/helper.js'\nexport const answer = value\n",
        'a/helper.ts': 'export const value = 1',
        'b/helper.ts': 'export const value = 2',
        'tsconfig.app.json': '{ "include": ["src"], "compilerOptions": { "paths": { "@/*": ["./a/*"] } } }',
        'tsconfig.json': '{ "files": [], "references": [{ "path": "./first" }, { "path": "./tsconfig.app.json" }] }',
      },
      { 'first/tsconfig.json': '{ "include": ["../src"], "compilerOptions": { "paths": { "@/*": ["../b/*"] } } }' },
    ],
    [
      'when a referenced tsconfig includes a file no longer',
      {
        'src/model.ts': "import { value } from '@/helper.js'\nexport const answer = value\n",
        'a/helper.ts': 'export const value = 1',
        'b/helper.ts': 'export const value = 2',
        'tsconfig.one.json': '{ "include": ["src"], "compilerOptions": { "paths": { "@/*": ["./a/*"] } } }',
        'tsconfig.two.json': '{ "include": ["src"], "compilerOptions": { "paths": { "@/*": ["./b/*"] } } }',
        'tsconfig.json':
          '{ "files": [], "references": [{ "path": "./tsconfig.one.json" }, { "path": "./tsconfig.two.json" }] }',
      },
      {
        'tsconfig.one.json':
          '{ "include": ["src"], "exclude": ["src/model.ts"], "compilerOptions": { "paths": { "@/*": ["./a/*"] } } }',
      },
    ],
    [
      'when a tsconfig comes next to a jsconfig',
      {
        'src/model.ts': "import { value } from '@/helper.js'\nexport const answer = value\n",
        'a/helper.ts': 'export const value = 1',
        'b/helper.ts': 'export const value = 2',
        'jsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./a/*"] } } }',
      },
      { 'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./b/*"] } } }' },
    ],
    [
      'when a file with a star in its name comes that goes before the one that was found',
      {
        'src/model.ts': "import { value } from './h*lper.js'\nexport const answer = value\n",
        'src/h*lper.ts': 'export const value = 1',
      },
      { 'src/h*lper.js': 'export const value = 2' },
    ],
    [
      'when a file that is awaited changes',
      {
        'src/model.ts': "import { value } from './helper.js'\nexport const answer = await Promise.resolve(value)\n",
        'src/helper.ts': 'export const value = await Promise.resolve(1)\n',
      },
      { 'src/helper.ts': 'export const value = await Promise.resolve(2)\n' },
    ],
  ]

  it.each(changes)('%s', async (_, before, after) => {
    write(before)
    expect(await answer()).toBe(1)
    const [first] = bundles()
    expect(await answer()).toBe(1)
    expect(bundles()).toEqual([first])
    write(after)
    expect(await answer()).toBe(2)
  })

  it('when a link leads elsewhere', async () => {
    write({ 'src/model.ts': MODEL, 'a.ts': 'export const value = 1', 'b.ts': 'export const value = 2' })
    symlinkSync('../a.ts', at('src/helper.ts'))
    expect(await answer()).toBe(1)
    rmSync(at('src/helper.ts'))
    symlinkSync('../b.ts', at('src/helper.ts'))
    expect(await answer()).toBe(2)
  })

  /** Replaces a link, as a deployment does that has the current release in a folder of its own. */
  const link = (to: string, from: string): void => {
    rmSync(at(from), { force: true })
    mkdirSync(path.dirname(at(from)), { recursive: true })
    symlinkSync(to, at(from))
  }
  const RELEASES = {
    'releases/1/helper.ts': 'export const value = 1',
    'releases/2/helper.ts': 'export const value = 2',
    'releases/1/model.ts': 'export const answer = 1',
    'releases/2/model.ts': 'export const answer = 2',
  }

  it.each([
    [
      'a folder',
      { 'src/model.ts': "import { value } from './lib/helper.js'\nexport const answer = value\n" },
      'src/lib',
    ],
    [
      'a path outside',
      { 'src/model.ts': "import { value } from '../links/lib/helper.js'\nexport const answer = value\n" },
      'links/lib',
    ],
    ['the folder of models', {}, 'src'],
  ])('when a link that another link leads to leads elsewhere: of %s', async (_, model, from) => {
    write({ ...RELEASES, ...model })
    link('../releases/1', 'live/current')
    link(path.relative(path.dirname(from), 'live/current'), from)
    expect(await answer()).toBe(1)
    link('../releases/2', 'live/current')
    expect(await answer()).toBe(2)
  })

  it('when a file was saved while it was made, from either of its versions', async () => {
    write({ 'src/model.ts': MODEL, 'src/helper.ts': 'export const value = 1' })
    class LookWhileSaved extends Look {
      override content(file: string): Buffer | undefined {
        const found = super.content(file)
        if (file === at('src/helper.ts')) write({ 'src/helper.ts': 'export const value = 2' })
        return found
      }
    }
    const store = openStore(at('cache'), 'project')
    const files = [at('src/model.ts')]
    const add = async (look: Look) =>
      store.add(files, await buildBundle({ files, root: folder, packagesFrom: at('cache') }, look), look)
    // Its folder is there from here on, and a bundle of files that nobody saved is found.
    await add(new Look())
    await add(new Look())
    expect((await store.find(files))?.code).toMatch(/value = 1/)
    expect((await add(new LookWhileSaved())).code).toMatch(/value = 1/)
    expect(await store.find(files)).toBeUndefined()
    expect(await answer()).toBe(2)
  })

  it('when another Node makes it', async () => {
    write({ 'src/model.ts': MODEL, 'src/helper.ts': 'export const value = 1' })
    expect(await answer()).toBe(1)
    const find = () => openStore(at('cache'), 'project').find([at('src/model.ts')])
    // The folder of the cache has come, next to the files.
    expect(await answer()).toBe(1)
    expect(await find()).toBeDefined()
    const { value } = Object.getOwnPropertyDescriptor(process, 'version')!
    Object.defineProperty(process, 'version', { value: 'v99.0.0' })
    try {
      expect(await find()).toBeUndefined()
    } finally {
      Object.defineProperty(process, 'version', { value })
    }
  })

  it('not for what no import asks for', async () => {
    write({ 'src/model.ts': MODEL, 'src/helper.ts': 'export const value = 1' })
    expect(await answer()).toBe(1)
    const stamp = statSync(at('cache/project.stamp')).mtimeMs
    write({ 'src/notes.md': 'x', 'src/data.csv': 'id\n1\n', 'README.md': 'x' })
    expect(await answer()).toBe(1)
    expect(statSync(at('cache/project.stamp')).mtimeMs).toBe(stamp)
  })

  it('when a package of the workspace becomes TypeScript, which Node does not import', async () => {
    const exporting = (file: string) => JSON.stringify({ name: 'lib', type: 'module', exports: file })
    write({
      'src/model.ts': "import { value } from 'lib'\nexport const answer = value\n",
      'packages/lib/package.json': exporting('./a.js'),
      'packages/lib/a.js': 'export const value = 1\n',
      'packages/lib/b.ts': 'enum Value { B = 2 }\nexport const value: number = Value.B\n',
      'node_modules/other/index.js': '',
    })
    symlinkSync('../packages/lib', at('node_modules/lib'))
    expect(await answer()).toBe(1)
    write({ 'packages/lib/package.json': exporting('./b.ts') })
    expect(await answer()).toBe(2)
  })

  it('when a package gains an export', async () => {
    const model =
      "import * as lib from 'lib'\nimport { table } from 'kerros'\nimport { orders } from './orders.js'\nexport const customers = table({ o: orders }, (db) => db.selectFrom('o').select('o.id'), { tags: Object.keys(lib).sort() })\n"
    const project = await CliProject.shop({
      'src/customers.ts': model,
      'node_modules/lib/package.json':
        '{ "name": "lib", "version": "1.0.0", "type": "module", "exports": "./index.js" }',
      'node_modules/lib/index.js': 'export const a = 1\n',
    })
    try {
      const tags = async () =>
        JSON.parse((await project.run('ls --json --select customers')).stdout.split('\n')[0]!).tags
      expect(await tags()).toEqual(['a'])
      await project.write({ 'node_modules/lib/index.js': 'export const a = 1, b = 2\n' })
      expect(await tags()).toEqual(['a', 'b'])
    } finally {
      await project.remove()
    }
  })
})

describe('files of the cache', () => {
  const value = JSON.stringify(Array.from({ length: 300 }, (_, i) => i))
  const options = () => ({ cacheDirectory: at('cache'), name: 'project', root: folder })
  const kept = (name: RegExp) =>
    readdirSync(at('cache'))
      .filter((file) => name.test(file))
      .map((file) => at(`cache/${file}`))

  it('are read and written by their owner only', async () => {
    write({ 'src/model.ts': 'export const answer = 1' })
    await answer()
    const modes = new Set(kept(/./).map((file) => statSync(file).mode & 0o777))
    expect(modes).toEqual(new Set([process.platform === 'win32' ? 0o666 : 0o600]))
  })

  it('that V8 wrote are made again when a bit of them is wrong, their tail is zero or cut off', async () => {
    write({ 'src/model.ts': `export const answer = () => ${value}.length\n` })
    const first = await importFiles([at('src/model.ts')], options())
    ;(first.modules[0]!.exports['answer'] as () => number)()
    await first.keepCode()
    const caches = kept(/\.v8$/)
    expect(caches).toHaveLength(2)
    const whole = caches.map((file) => readFileSync(file))
    const store = openStore(at('cache'), 'project')
    const bundle = (await store.find([at('src/model.ts')]))!
    const moments = ['imported', 'queried'] as const
    const found = () => Promise.all(moments.map((moment) => store.findCodeCache(bundle, moment)))
    for (const code of await found()) expect(code?.length).toBeGreaterThan(100)
    const spoilt: ((content: Buffer) => Buffer)[] = [
      (content) => content.fill(0, content.length >> 1),
      (content) => content.subarray(0, content.length - 7),
      (content) => content.subarray(0, 20),
      () => Buffer.alloc(0),
      ...Array.from({ length: 40 }, (_, i) => (content: Buffer) => {
        content[Math.floor((content.length / 40) * i)]! ^= 1 << (i % 8)
        return content
      }),
    ]
    for (const spoil of spoilt) {
      for (const [i, file] of caches.entries()) writeFileSync(file, spoil(Buffer.from(whole[i]!)))
      expect(await found()).toEqual([undefined, undefined])
      const { modules, keepCode } = await importFiles([at('src/model.ts')], options())
      expect((modules[0]!.exports['answer'] as () => number)()).toBe(300)
      await keepCode()
      for (const file of kept(/\.v8$/)) {
        const bundle = path.basename(file).replace(/\.\w+\.v8$/, '')
        expect(undigested(readFileSync(file), bundle)).toBeDefined()
      }
    }
  })

  it.each(['{}', '{"entries":[]}', 'null', '', '[1]'])('are made again when the stamp is %s', async (content) => {
    write({ 'src/model.ts': 'export const answer = 1' })
    await answer()
    writeFileSync(at('cache/project.stamp'), content)
    expect(await answer()).toBe(1)
  })
})
