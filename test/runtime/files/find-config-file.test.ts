import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findConfigFile } from '../../../src/runtime/files/find-config-file.js'

let folder: string
let file: string
let below: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'kerros-owner-')))
  file = path.join(folder, 'kerros.config.ts')
  below = path.join(folder, 'a/b')
  mkdirSync(below, { recursive: true })
  writeFileSync(file, '')
})
afterEach(() => {
  delete process.env['SUDO_UID']
  rmSync(folder, { recursive: true })
})

it('a configuration is found in a folder and above it', async () => {
  expect(await findConfigFile(undefined, folder)).toBe(file)
  expect(await findConfigFile(undefined, below)).toBe(file)
})

it('a folder of that name is not one', async () => {
  mkdirSync(path.join(below, 'kerros.config.ts'))
  expect(await findConfigFile(undefined, below)).toBe(file)
})

// Only root can give files to others; Windows has no owners that Node tells.
describe.skipIf(process.getuid?.() !== 0)('a configuration of another user', () => {
  const refused = { code: 'E_NOT_PERMITTED', hint: expect.stringContaining('--config') }

  it('is not run where it is only found', async () => {
    chownSync(file, 4242, 4242)
    await expect(findConfigFile(undefined, folder)).rejects.toMatchObject(refused)
    await expect(findConfigFile(undefined, below)).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('uid 4242'),
    })
  })

  it('is not run either when only its folder is theirs: they can put another file there', async () => {
    chownSync(folder, 4242, 4242)
    await expect(findConfigFile(undefined, below)).rejects.toMatchObject(refused)
  })

  it('is not run through a link of theirs to a file of mine: it decides which folder is the project', async () => {
    const link = path.join(folder, 'a/kerros.config.ts')
    symlinkSync(file, link)
    lchownSync(link, 4242, 4242)
    await expect(findConfigFile(undefined, below)).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('uid 4242'),
    })
  })

  it('is run through a link of mine', async () => {
    const link = path.join(folder, 'a/kerros.config.ts')
    symlinkSync(file, link)
    expect(await findConfigFile(undefined, below)).toBe(link)
  })

  it('is run where it is named', async () => {
    chownSync(file, 4242, 4242)
    expect(await findConfigFile('kerros.config.ts', folder)).toBe(file)
  })

  it('is run under sudo of that user', async () => {
    chownSync(file, 4242, 4242)
    chownSync(folder, 4242, 4242)
    process.env['SUDO_UID'] = '4242'
    expect(await findConfigFile(undefined, below)).toBe(file)
    process.env['SUDO_UID'] = '4243'
    await expect(findConfigFile(undefined, below)).rejects.toMatchObject(refused)
  })

  it("is run when it is root's", async () => {
    process.seteuid?.(4242)
    try {
      expect(await findConfigFile(undefined, tmpdir()).catch(({ code }) => code)).toBe('E_NO_PROJECT')
    } finally {
      process.seteuid?.(0)
    }
  })
})

describe.skipIf(process.platform === 'win32')('a configuration in a folder of all users, such as /tmp', () => {
  it('is not run: others can add models and packages next to it', async () => {
    chmodSync(folder, 0o1777)
    await expect(findConfigFile(undefined, below)).rejects.toMatchObject({
      code: 'E_NOT_PERMITTED',
      message: `${file} is in a folder to which every user can add files, so it is not run`,
      hint: expect.stringContaining('--config'),
    })
    expect(await findConfigFile(file, below)).toBe(file)
  })

  it('is run where everyone may write by choice, as on machines without users', async () => {
    chmodSync(folder, 0o777)
    expect(await findConfigFile(undefined, below)).toBe(file)
  })
})
