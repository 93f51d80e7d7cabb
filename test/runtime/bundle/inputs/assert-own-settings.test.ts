import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importFiles } from '../../../../src/runtime/bundle/import-files.js'

let folder: string
let root: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'kerros-settings-')))
  root = path.join(folder, 'a/project')
  mkdirSync(root, { recursive: true })
  writeFileSync(path.join(root, 'model.ts'), "export { a } from 'x'\n")
  writeFileSync(path.join(folder, 'evil.ts'), "export const a = 'evil'\n")
})
afterEach(() => rmSync(folder, { recursive: true }))

const load = () =>
  importFiles([path.join(root, 'model.ts')], { cacheDirectory: path.join(root, 'target'), name: 'project', root })

const PATHS = '{ "compilerOptions": { "paths": { "x": ["./evil.ts"] } } }'

// Only root can give files to others; Windows has no owners that Node tells.
describe.skipIf(process.getuid?.() !== 0)('settings above a project', () => {
  it.each(['tsconfig.json', 'jsconfig.json'])('a %s of another user runs nothing', async (name) => {
    writeFileSync(path.join(folder, name), PATHS)
    chownSync(path.join(folder, name), 4242, 4242)
    await expect(load()).rejects.toMatchObject({
      code: 'E_NOT_PERMITTED',
      message: `${path.join(folder, name)} applies to this project and belongs to another user (uid 4242), so nothing is run`,
      hint: expect.stringContaining('tsconfig.json'),
    })
    writeFileSync(path.join(root, 'tsconfig.json'), '{}')
    await expect(load(), 'it no longer applies').rejects.toMatchObject({ code: 'E_LOAD_PROJECT' })
  })

  it('a package.json of another user neither: it can name itself as any package', async () => {
    writeFileSync(path.join(folder, 'package.json'), '{ "name": "x", "type": "module", "exports": "./evil.ts" }')
    chownSync(path.join(folder, 'package.json'), 4242, 4242)
    await expect(load()).rejects.toMatchObject({ code: 'E_NOT_PERMITTED' })
  })

  it("apply when they are one's own, as in a workspace, or the project's owner's", async () => {
    writeFileSync(path.join(folder, 'tsconfig.json'), PATHS)
    expect((await load()).modules[0]!.exports).toMatchObject({ a: 'evil' })
    chownSync(path.join(folder, 'tsconfig.json'), 4242, 4242)
    chownSync(root, 4242, 4242)
    rmSync(path.join(root, 'target'), { recursive: true })
    expect((await load()).modules[0]!.exports).toMatchObject({ a: 'evil' })
  })
})
