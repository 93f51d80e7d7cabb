import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { importFiles } from '../../../src/runtime/bundle/import-files.js'

const folder = mkdtempSync(path.join(tmpdir(), 'kerros-code-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = path.join(folder, 'model.ts')
writeFileSync(file, `export const answer = () => ${JSON.stringify(Array.from({ length: 200 }, (_, i) => i))}.length\n`)
const options = { cacheDirectory: path.join(folder, 'cache'), name: 'project', root: folder }

const codeOf = (moment: string) => {
  const found = readdirSync(options.cacheDirectory).find((name) => name.endsWith(`.${moment}.v8`))
  return found === undefined ? undefined : statSync(path.join(options.cacheDirectory, found))
}

it("V8's code of functions is kept once they were called, and read by the next process that imports the files", async () => {
  const first = await importFiles([file], options)
  expect(codeOf('imported')).toBeDefined()
  expect(codeOf('queried')).toBeUndefined()
  const { answer } = first.modules[0]!.exports as { answer: () => number }
  expect(answer()).toBe(200)
  await first.keepCode()
  const kept = codeOf('queried')!
  expect(kept.size).toBeGreaterThan(codeOf('imported')!.size)
  const second = await importFiles([file], options)
  await second.keepCode()
  expect(codeOf('queried')!.mtimeMs, 'it is there already').toBe(kept.mtimeMs)
})
