import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  NotARegularFile,
  openRegularFile,
  readRegularFile,
  readRegularFileSync,
  readRegularText,
  readRegularTextSync,
} from '../../src/util/regular-file.js'

const folder = mkdtempSync(path.join(tmpdir(), 'kerros-regular-file-'))
const at = (name: string) => path.join(folder, name)
const server = createServer()
beforeAll(async () => {
  if (process.platform === 'win32') return
  await promisify(execFile)('mkfifo', [at('pipe')])
  symlinkSync('pipe', at('link-to-pipe'))
  symlinkSync('/dev/zero', at('endless'))
  symlinkSync('/dev/null', at('empty'))
  await new Promise<void>((resolve) => server.listen(at('socket'), resolve))
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

const READERS = {
  openRegularFile,
  readRegularFile,
  readRegularText,
  readRegularFileSync: async (file: string) => readRegularFileSync(file),
  readRegularTextSync: async (file: string) => readRegularTextSync(file),
}

describe.each(Object.entries(READERS))('%s', (_, read) => {
  it.skipIf(process.platform === 'win32').each(['pipe', 'link-to-pipe', 'endless', 'empty', 'socket'])(
    'refuses a %s instead of waiting for it',
    async (name) => {
      await expect(read(at(name))).rejects.toThrow(NotARegularFile)
    },
  )

  it('leaves what is not there to the system', async () => {
    await expect(read(at('nothing'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

it('files are read whole, through links too; a folder is an error of the system', async () => {
  writeFileSync(at('file'), '\uFEFFä\n')
  symlinkSync('file', at('link'))
  for (const name of ['file', 'link']) {
    expect((await readRegularFile(at(name))).length).toBe(6)
    expect(await readRegularText(at(name))).toBe('\uFEFFä\n')
    expect(readRegularTextSync(at(name))).toBe('\uFEFFä\n')
  }
  await expect(readRegularText(folder)).rejects.toMatchObject({ code: 'EISDIR' })
  expect(() => readRegularTextSync(folder)).toThrow('EISDIR')
})
