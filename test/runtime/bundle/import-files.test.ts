import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { importFiles } from '../../../src/runtime/bundle/import-files.js'

const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'kerros-import-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('importFiles uses the contents that it is given, also when a bundle of the files on the disk is stored', async () => {
  const file = path.join(root, 'a.ts')
  writeFileSync(file, "export const word = 'disk'\n")
  const wordOf = async (given?: ReadonlyMap<string, string>): Promise<unknown> => {
    const { modules } = await importFiles([file], { cacheDirectory: path.join(root, 'cache'), name: 'a', root, given })
    return modules[0]!.exports['word']
  }
  expect(await wordOf(new Map([[path.join(root, 'other.ts'), 'export {}']]))).toBe('disk')
  expect(await wordOf(new Map([[file, "export const word = 'given'\n"]]))).toBe('given')
  expect(await wordOf()).toBe('disk')
})
