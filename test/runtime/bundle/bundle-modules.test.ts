import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { importFiles } from '../../../src/runtime/bundle/import-files.js'
import { fileFolder } from './file-folder.js'

const { at, write } = fileFolder()

/** What a file of the project in `root` exports: made, and then read from the cache. */
async function exportsOf(file: string, root = '.'): Promise<{ readonly [name: string]: unknown }> {
  const options = { cacheDirectory: at(`${root}/target/.kerros`), name: 'project', root: at(root) }
  const { modules: made } = await importFiles([at(file)], options)
  const { modules } = await importFiles([at(file)], options)
  expect({ ...modules[0]!.exports }).toEqual({ ...made[0]!.exports })
  return modules[0]!.exports
}

describe('what tsc and Node accept loads', () => {
  it('import.meta is that of the original file, in each of them', async () => {
    write({
      'src/model.ts':
        "import { there } from './deep/other.mjs'\nexport const { url, dirname, filename } = import.meta\nexport { there }\n",
      'src/deep/other.mjs': '#!/usr/bin/env node\nexport const there = import.meta.dirname\n',
    })
    expect(await exportsOf('src/model.ts')).toMatchObject({
      url: pathToFileURL(at('src/model.ts')).href,
      dirname: at('src'),
      filename: at('src/model.ts'),
      there: at('src/deep'),
    })
  })

  it('a folder whose name has what is a pattern elsewhere', async () => {
    for (const name of ['a*b', 'a**', '[a]', '{a,b}', '!a', '(a)', 'a b']) {
      write({
        [`${name}/src/model.ts`]:
          "import { two } from './two.js'\nexport { three } from './deep/three.js'\nexport const one = two - 1\n",
        [`${name}/src/two.ts`]: 'export const two = 2\n',
        [`${name}/src/deep/three.ts`]: 'export const three = 3\n',
      })
      expect(await exportsOf(`${name}/src/model.ts`, name)).toMatchObject({ one: 1, three: 3 })
    }
  })

  it('import.meta.resolve, for files, packages and parts of Node', async () => {
    write({
      'src/deep/model.ts':
        "export const found = ['./a b.csv', '../x.ts', 'lib', 'lib/part.js', 'fs', 'node:fs', 'file:///x', '#own'].map((name) => import.meta.resolve(name))\n",
      'package.json': '{ "name": "p", "type": "module", "imports": { "#own": "./src/own.js" } }',
      'src/own.js': '',
      'node_modules/lib/package.json':
        '{ "name": "lib", "type": "module", "exports": { ".": "./i.js", "./part.js": "./p.js" } }',
      'node_modules/lib/i.js': '',
      'node_modules/lib/p.js': '',
    })
    const url = (file: string) => pathToFileURL(at(file)).href
    expect((await exportsOf('src/deep/model.ts'))['found']).toEqual([
      url('src/deep/a b.csv'),
      url('src/x.ts'),
      url('node_modules/lib/i.js'),
      url('node_modules/lib/p.js'),
      'node:fs',
      'node:fs',
      'file:///x',
      url('src/own.js'),
    ])
  })

  it('__dirname and __filename in CommonJS; elsewhere a file may define them', async () => {
    write({
      'src/model.ts':
        "import a from './a.cjs'\nimport b from './deep/b.cjs'\nconst __dirname = 'own'\nexport const all = [a, b, __dirname]\n",
      'src/a.cts': 'const file: string = __filename\nmodule.exports = { folder: __dirname, file }\n',
      'src/deep/b.cjs': 'module.exports = __dirname\n',
    })
    expect((await exportsOf('src/model.ts'))['all']).toEqual([
      { folder: at('src'), file: at('src/a.cts') },
      at('src/deep'),
      'own',
    ])
  })

  it('a path of a tsconfig to declarations is for the compiler only', async () => {
    write({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "lib": ["./types/lib.d.ts"] } } }',
      'types/lib.d.ts': 'export declare const lib: string\n',
      'node_modules/lib/package.json': '{ "name": "lib", "type": "module", "exports": "./i.js" }',
      'node_modules/lib/i.js': "export const lib = 'lib'\n",
      'src/model.ts': "export { lib } from 'lib'\n",
    })
    expect(await exportsOf('src/model.ts')).toMatchObject({ lib: 'lib' })
  })

  it.each([
    ['https://example.com/a.js', 'put the file into the project'],
    ['nothing', "Install the package in the project's folder"],
  ])('what Node does not import has a hint of its own: %s', async (name, hint) => {
    write({
      'src/model.ts': `export * as x from '${name}'\n`,
    })
    await expect(exportsOf('src/model.ts')).rejects.toMatchObject({
      code: 'E_LOAD_PROJECT',
      hint: expect.stringContaining(hint),
    })
  })

  it('a star in what a file imports, which is a pattern elsewhere', async () => {
    write({
      'src/model.ts': [
        "export { ts } from './s*r.js'",
        "export { exact } from './s*r.mjs'",
        "export { bare } from './b*re'",
        "export { index } from './f*lder'",
        "export { within } from './f*lder/within.js'",
        "export { alias } from '@src/al*as.js'",
        "import data from './d*ta.json' with { type: 'json' }",
        "import common from './c*mmon.cjs'",
        'const { later } = await import(`./l*ter.js`)',
        'const { star, brackets } = { ...data, ...common }',
        'export { brackets, later, star }',
      ].join('\n'),
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@src/*": ["./src/*"] } } }',
      'src/s*r.ts': 'export const ts = 1\n',
      'src/sxr.ts': 'export const ts = 0\n',
      'src/s*r.mjs': 'export const exact = 1\n',
      'src/b*re.ts': 'export const bare = 1\n',
      'src/f*lder/index.ts': 'export const index = 1\n',
      'src/f*lder/within.ts': 'export const within = 1\n',
      'src/al*as.ts': 'export const alias = 1\n',
      'src/d*ta.json': '{ "star": 1 }',
      'src/c*mmon.cjs': "exports.brackets = require('./[1](!).cjs').value\n",
      'src/[1](!).cjs': 'exports.value = 1\n',
      'src/l*ter.ts': 'export const later = 1\n',
    })
    expect(await exportsOf('src/model.ts')).toEqual({
      ts: 1,
      exact: 1,
      bare: 1,
      index: 1,
      within: 1,
      alias: 1,
      brackets: 1,
      later: 1,
      star: 1,
    })
  })

  it('paths of settings that apply to a file: those that a tsconfig references, a list that it extends, jsconfig', async () => {
    write({
      'tsconfig.json':
        '{ "files": [], "references": [{ "path": "./tsconfig.tests.json" }, { "path": "./tsconfig.app.json" }, { "path": "./lib" }, { "path": "./none" }] }',
      'tsconfig.tests.json': '{ "include": ["test"], "compilerOptions": { "paths": { "@src/*": ["./test/*"] } } }',
      'tsconfig.app.json': '{ "include": ["src"], "extends": ["./settings/one.json", "./settings/two.json"] }',
      'settings/one.json': '{ "compilerOptions": { "paths": { "@src/*": ["./nowhere/*"] } } }',
      'settings/two.json': `{ "compilerOptions": { "paths": { "@src/*": ["\${configDir}/src/*"], "lib": ["../lib/i.ts"] } } }`,
      'lib/tsconfig.json':
        '{ "references": [{ "path": ".." }], "compilerOptions": { "paths": { "@src/*": ["./own/*"] } } }',
      'lib/i.ts': "export { value as lib } from '@src/value.js'\n",
      'lib/own/value.ts': "export const value = 'lib'\n",
      'old/jsconfig.json': '{ "compilerOptions": { "paths": { "@src/*": ["./lib/*"] } } }',
      'old/uses.js': "export { value as old } from '@src/value.js'\n",
      'old/lib/value.js': "export const value = 'old'\n",
      'src/value.ts': "export const value = 'src'\n",
      'test/value.ts': "export const value = 'test'\n",
      'src/model.ts':
        "export { value } from '@src/value.js'\nexport { lib } from 'lib'\nexport { old } from '../old/uses.js'\n",
    })
    expect(await exportsOf('src/model.ts')).toEqual({ value: 'src', lib: 'lib', old: 'old' })
  })

  it('wrong paths are reported with the import that asks for them', async () => {
    write({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@src/*": ["./*/src/*"] } } }',
      'src/model.ts': "export { value } from '@src/value.js'\n",
    })
    await expect(exportsOf('src/model.ts')).rejects.toMatchObject({
      code: 'E_LOAD_PROJECT',
      message: expect.stringMatching(/^src\/model\.ts:1:23: "paths" of .*tsconfig\.json are wrong: /),
    })
  })

  it('paths of a tsconfig, also of one that it extends, with comments, and baseUrl', async () => {
    write({
      'base.json':
        '{ "compilerOptions": { "paths": { "@models/*": ["./src/models/*"], "one": ["./src/one.ts"], "plain": ["./src/plain.mjs"] } } }',
      'tsconfig.json': '{ // of this project\n "extends": "./base.json", }',
      'src/other/tsconfig.json': '{ "compilerOptions": { "baseUrl": "." } }',
      'src/models/a.ts': "export const a = 'a'\n",
      'src/one.ts': "export const one = 'one'\n",
      'src/plain.mjs': "export const plain = 'plain'\n",
      'src/other/deep/b.ts': "import { sep } from 'node:path'\nexport const b = 'b' + sep\n",
      'src/other/uses.ts': "export { b } from 'deep/b'\n",
      'src/model.ts':
        "export { a } from '@models/a.js'\nexport { one } from 'one'\nexport { plain } from 'plain'\nexport { b } from './other/uses.js'\n",
    })
    expect(await exportsOf('src/model.ts')).toMatchObject({ a: 'a', one: 'one', plain: 'plain', b: `b${path.sep}` })
  })

  it('a package of the workspace whose exports are TypeScript, with packages of its own', async () => {
    write({
      'app/src/model.ts':
        "import { shared } from 'models'\nimport { deep } from 'models/deep'\nimport { same } from 'lib'\nexport const all = [shared, deep]\nexport const isSame = same === shared.same\n",
      'packages/models/package.json':
        '{ "name": "models", "type": "module", "exports": { ".": "./src/index.ts", "./deep": { "types": "./no.d.ts", "import": "./src/deep.ts" } } }',
      'packages/models/src/index.ts':
        "import { own } from 'own'\nimport { same } from 'lib'\nimport { x } from './x.js'\nexport const shared = { own, x, same }\n",
      'packages/models/src/x.ts': 'export const x: number = 3\n',
      'packages/models/src/deep.ts': "export const deep = 'deep'\n",
      'packages/models/node_modules/own/package.json': '{ "name": "own", "type": "module", "exports": "./i.js" }',
      'packages/models/node_modules/own/i.js': "export const own = 'own'\n",
      'node_modules/lib/package.json': '{ "name": "lib", "type": "module", "exports": "./i.js" }',
      'node_modules/lib/i.js': 'export const same = {}\n',
    })
    mkdirSync(at('app/node_modules'))
    symlinkSync('../../packages/models', at('app/node_modules/models'), 'junction')
    const { all, isSame } = await exportsOf('app/src/model.ts', 'app')
    expect(all).toEqual([{ own: 'own', x: 3, same: {} }, 'deep'])
    expect(isSame, 'both have the same copy of a package').toBe(true)
  })

  it('a package of the workspace is followed when it changes', async () => {
    write({
      'app/src/model.ts': "export { n } from 'models'\n",
      'packages/models/package.json': '{ "name": "models", "type": "module", "main": "./index.ts" }',
      'packages/models/index.ts': 'export const n = 1\n',
    })
    mkdirSync(at('app/node_modules'))
    symlinkSync('../../packages/models', at('app/node_modules/models'), 'junction')
    expect(await exportsOf('app/src/model.ts', 'app')).toMatchObject({ n: 1 })
    write({ 'packages/models/index.ts': 'export const n = 2\n' })
    expect(await exportsOf('app/src/model.ts', 'app')).toMatchObject({ n: 2 })
    write({
      'packages/models/package.json': '{ "name": "models", "type": "module", "main": "./other.ts" }',
      'packages/models/other.ts': 'export const n = 3\n',
    })
    expect(await exportsOf('app/src/model.ts', 'app')).toMatchObject({ n: 3 })
  })

  it('with imports of a package.json', async () => {
    write({
      'package.json': '{ "name": "p", "imports": { "#src/*.js": "./src/*.ts" } }',
      'src/a.ts': "export const a = 'a'\n",
      'src/model.ts': "export { a } from '#src/a.js'\n",
    })
    expect(await exportsOf('src/model.ts')).toMatchObject({ a: 'a' })
  })
})
