import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importFiles } from '../../../src/runtime/bundle/import-files.js'
import { findConfigFile } from '../../../src/runtime/files/find-config-file.js'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'kerros-regular-')))
  mkdirSync(path.join(folder, 'src'))
  writeFileSync(path.join(folder, 'src/model.ts'), "export { x } from './other.js'\n")
  writeFileSync(path.join(folder, 'src/other.ts'), 'export const x = 1\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

const load = () =>
  importFiles([path.join(folder, 'src/model.ts')], {
    cacheDirectory: path.join(folder, 'target'),
    name: 'project',
    root: folder,
  })

const refused = (file: string) => ({
  code: 'E_LOAD_PROJECT',
  message: expect.stringMatching(
    new RegExp(`^(src/model\\.ts:1:19: )?${file} is not a regular file, but a pipe, a socket or a device$`),
  ),
  hint: 'Remove it, or put a file in its place.',
})

describe.skipIf(process.platform === 'win32')(
  'a pipe or a device in a project is refused, since reading it never ends',
  () => {
    it.each(['tsconfig.json', 'package.json', 'src/other.ts'])('as %s', async (name) => {
      rmSync(path.join(folder, name), { force: true })
      await promisify(execFile)('mkfifo', [path.join(folder, name)])
      await expect(load()).rejects.toMatchObject(refused(path.join(folder, name)))
      rmSync(path.join(folder, name))
      symlinkSync('/dev/zero', path.join(folder, name))
      // esbuild follows links of modules.
      const displayPath = name.startsWith('src') ? '/dev/zero' : path.join(folder, name)
      await expect(load()).rejects.toMatchObject(refused(displayPath))
    })

    it('as the configuration', async () => {
      await promisify(execFile)('mkfifo', [path.join(folder, 'kerros.config.ts')])
      await expect(findConfigFile(undefined, folder)).rejects.toMatchObject(
        refused(path.join(folder, 'kerros.config.ts')),
      )
    })
  },
)
