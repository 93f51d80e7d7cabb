import { mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ImportedFiles, importFiles } from '../../../src/runtime/bundle/import-files.js'
import { fileFolder } from './file-folder.js'

const { at, write } = fileFolder()

const load = (...files: readonly string[]): Promise<ImportedFiles> =>
  importFiles(files.map(at), { cacheDirectory: at('target/.kerros'), name: 'project', root: at('.') })

const exportsOf = async (...files: readonly string[]) =>
  (await load(...files)).modules.map(({ exports }) => ({ ...exports }))

const cached = (pattern: RegExp) => readdirSync(at('target/.kerros')).filter((name) => pattern.test(name))

describe('files that await outside of functions', () => {
  it('load: the file itself, a helper and a package of the workspace, in the order in which Node runs them', async () => {
    write({
      'package.json': '{ "type": "module", "workspaces": ["packages/*"] }',
      'packages/rates/package.json': '{ "name": "rates", "type": "module", "exports": "./rates.ts" }',
      'packages/rates/rates.ts':
        "export const rate: number = await Promise.resolve(3)\nexport const order = ['rates']\n",
      'src/helper.ts':
        "import { order } from 'rates'\nexport const help = await new Promise<number>((go) => setTimeout(go, 5, 4))\norder.push('helper')\n",
      'src/model.ts':
        "import { rate, order } from 'rates'\nimport { help } from './helper.js'\nlet sum = 0\nfor await (const each of [rate, help, Promise.resolve(5)]) sum += each\norder.push('model')\nexport { sum, order }\n",
      'src/other.ts': "import { order } from 'rates'\nexport const seen = [...order]\n",
    })
    mkdirSync(at('node_modules'))
    symlinkSync('../packages/rates', at('node_modules/rates'))
    const expected = [{ sum: 12, order: ['rates', 'helper', 'model'] }, { seen: ['rates', 'helper', 'model'] }]
    expect(await exportsOf('src/model.ts', 'src/other.ts')).toEqual(expected)
    const bundles = cached(/\.cjs$/)
    expect(await exportsOf('src/model.ts', 'src/other.ts'), 'from the cache').toEqual(expected)
    expect(cached(/\.cjs$/)).toEqual(bundles)
    write({ 'packages/rates/rates.ts': 'export const rate: number = await 30\nexport const order: string[] = []\n' })
    expect(await exportsOf('src/model.ts', 'src/other.ts'), 'a change of the package').toEqual([
      { sum: 39, order: ['helper', 'model'] },
      { seen: ['helper', 'model'] },
    ])
  })

  it('run from the code that V8 has stored, with the places of their functions', async () => {
    write({
      'src/model.ts':
        "export const { url } = import.meta; const value = await Promise.resolve(7)\nexport const query = () => {\n  return [value, 'customer']\n}\n",
    })
    await (await load('src/model.ts')).keepCode()
    const stored = () => cached(/\.v8$/).map((name) => [name, statSync(at(`target/.kerros/${name}`)).mtimeMs])
    const before = stored()
    expect(before.length).toBe(2)
    const { modules, findPlace, keepCode } = await load('src/model.ts')
    const { query } = modules[0]!.exports as { query: () => unknown }
    expect(query()).toEqual([7, 'customer'])
    expect(findPlace(query, 'src/model.ts')).toMatch(/^src\/model\.ts:2:/)
    await keepCode()
    expect(stored()).toEqual(before)
  })

  it('are asynchronous only while one of them awaits', async () => {
    write({ 'src/model.ts': 'export const value = await 1\n' })
    expect(await exportsOf('src/model.ts')).toEqual([{ value: 1 }])
    write({ 'src/model.ts': 'export const value = 2\n' })
    expect(await exportsOf('src/model.ts')).toEqual([{ value: 2 }])
    write({ 'src/model.ts': 'export const value = await 3\n' })
    expect(await exportsOf('src/model.ts')).toEqual([{ value: 3 }])
  })

  it('say where they are rejected, once, next to what is wrong in other files', async () => {
    write({
      'src/a.ts': "import './rejects.js'\nexport const a = 1\n",
      'src/b.ts': "import './rejects.js'\nexport const b = 1\n",
      'src/good.ts': 'export const good = 1\n',
      'src/rejects.ts':
        "async function ask(): Promise<number> {\n  await null\n  throw new Error('no answer')\n}\nexport const x =\n  await ask()\n",
      'src/system.ts':
        "import { readFile } from 'node:fs/promises'\n\nexport const text = await readFile('/nowhere/at/all')\n",
      'src/throws.ts': "const ready = await Promise.resolve(true)\nif (ready) throw new TypeError('not now')\n",
      'src/word.ts': "\nexport const { url } = import.meta; await Promise.reject('a word')\n",
    })
    const files = ['a', 'b', 'good', 'rejects', 'system', 'throws', 'word'].map((name) => `src/${name}.ts`)
    const { modules, diagnostics } = await load(...files)
    expect(modules.map(({ file }) => file)).toEqual(['src/good.ts'])
    expect(diagnostics.map(({ at, message }) => [at, message.replace(/.* fails while it is loaded: /, '')])).toEqual([
      ['src/rejects.ts:3:9', 'no answer'],
      ['src/system.ts:3:21', expect.stringContaining('ENOENT')],
      ['src/throws.ts:2:18', 'not now'],
      ['src/word.ts:2:37', 'a word'],
    ])
  })

  it('are reported where they throw next to files that import JSON', async () => {
    write({
      'src/a.ts': "import rows from './rows.json' with { type: 'json' }\nexport const first = rows[0]\n",
      'src/b.ts': "throw new Error('here')\n",
      'src/rows.json': '[1]',
    })
    const { modules, diagnostics } = await load('src/a.ts', 'src/b.ts')
    expect(modules.map(({ exports }) => ({ ...exports }))).toEqual([{ first: 1 }])
    expect(diagnostics.map(({ at }) => at)).toEqual(['src/b.ts:1:7'])
  })

  it('have places without what kerros puts in front of their first line', async () => {
    write({
      'src/a.ts': "export const { url } = import.meta; throw new Error('here')\n",
      'src/b.mjs': "#!/usr/bin/env node\nexport const { url } = import.meta; throw new Error('here')\n",
      'src/c.ts': "export const { url } = import.meta; await 1; throw new Error('here')\n",
    })
    for (const [file, place] of [
      ['src/a.ts', 'src/a.ts:1:43'],
      ['src/b.mjs', 'src/b.mjs:2:43'],
      ['src/c.ts', 'src/c.ts:1:52'],
    ] as const)
      expect((await load(file)).diagnostics.map((diagnostic) => diagnostic.at)).toEqual([place])
  })

  it('cannot be required, as with Node, and the message says so', async () => {
    write({
      'src/model.cjs': "module.exports = require('./waits.mjs')\n",
      'src/other.cjs': "module.exports = require('./through.mjs')\n",
      'src/waits.mjs': 'export const value = await 1\n',
      'src/through.mjs': "export * from './waits.mjs'\n",
    })
    await expect(load('src/model.cjs', 'src/other.cjs')).rejects.toMatchObject({
      code: 'E_LOAD_PROJECT',
      message: expect.stringMatching(
        /^src\/model\.cjs:1:18: require\("\.\/waits\.mjs"\) cannot wait .*\nsrc\/other\.cjs:1:18: require\("\.\/through\.mjs"\) cannot wait/,
      ),
    })
  })
})

describe('files of a bundle', () => {
  it('are strict, as modules are: a frozen object is not changed in silence', async () => {
    write({
      'src/model.ts': 'const shared = Object.freeze({ a: 1 }) as { a: number }\nshared.a = 2\nexport { shared }\n',
    })
    const { diagnostics } = await load('src/model.ts')
    expect(diagnostics.map(({ at }) => at)).toEqual(['src/model.ts:2:8'])
  })

  it('of CommonJS are not strict, as with Node', async () => {
    write({
      'src/model.ts': "import old from './old.cjs'\nexport const value = old\n",
      'src/old.cjs': 'implied = 3\nmodule.exports = (function () { return typeof this })()\n',
      'src/rows.json': '{ "a": 1 }',
    })
    expect(await exportsOf('src/model.ts')).toEqual([{ value: 'object' }])
  })

  it('are strict next to JSON and files without imports and exports', async () => {
    write({
      'src/model.ts':
        "import rows from './rows.json' with { type: 'json' }\nimport './bare.js'\nexport const value = (function (this: unknown) { return [this, rows.a] })()\n",
      'src/bare.ts': 'void 0\n',
      'src/rows.json': '{ "a": 1 }',
    })
    expect(await exportsOf('src/model.ts')).toEqual([{ value: [undefined, 1] }])
  })
})
