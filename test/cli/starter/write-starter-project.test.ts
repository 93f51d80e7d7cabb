import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { USUAL_CHOICE } from '../../../src/cli/starter/choice/starter-choice.js'
import { writeStarterProject } from '../../../src/cli/starter/write-starter-project.js'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(path.join(os.tmpdir(), 'kerros-init-'))
})
afterEach(() => rm(cwd, { recursive: true }))

const all = async (): Promise<string[]> => (await readdir(cwd, { recursive: true })).sort()

/** A signal that is aborted when it has been asked a number of times. */
function abortedAfter(times: number): AbortSignal {
  let asked = 0
  return {
    get aborted() {
      return ++asked > times
    },
  } as AbortSignal
}

it.each([0, 1, 2, 5])('a project that is stopped after %i files leaves nothing behind', async (times) => {
  const written = writeStarterProject('new/shop', cwd, USUAL_CHOICE, abortedAfter(times))
  await expect(written).rejects.toMatchObject({ code: 'E_CANCELLED' })
  expect(await all()).toEqual([])
})

it('a project that is stopped leaves what was there before', async () => {
  await mkdir(path.join(cwd, 'src/own'), { recursive: true })
  await writeFile(path.join(cwd, 'src/own/notes.txt'), 'mine')
  const before = await all()
  await expect(writeStarterProject('.', cwd, USUAL_CHOICE, abortedAfter(4))).rejects.toMatchObject({
    code: 'E_CANCELLED',
  })
  expect(await all()).toEqual(before)
})

it.each([0, 20, 80, 200])('a project with data that is stopped after %i ms is whole or not there', async (wait) => {
  const choice = { ...USUAL_CHOICE, template: 'movielens' } as const
  const outcome = await writeStarterProject('m', cwd, choice, AbortSignal.timeout(wait)).then(
    ({ files }) => files,
    (error) => error.code,
  )
  if (outcome === 'E_CANCELLED') expect(await all()).toEqual([])
  else expect(await all()).toEqual(expect.arrayContaining(outcome.map((file: string) => `m/${file}`)))
})

it('a project that cannot be written leaves nothing behind', async () => {
  const signal = {
    get aborted() {
      throw new Error('disk full')
    },
  } as unknown as AbortSignal
  await expect(writeStarterProject('m', cwd, USUAL_CHOICE, signal)).rejects.toMatchObject({ code: 'E_NOT_PERMITTED' })
  expect(await all()).toEqual([])
})
