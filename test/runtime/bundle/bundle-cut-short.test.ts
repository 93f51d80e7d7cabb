import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { importFiles } from '../../../src/runtime/bundle/import-files.js'

const folder = mkdtempSync(path.join(tmpdir(), 'kerros-cut-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = path.join(folder, 'model.ts')
writeFileSync(file, `import { sep } from 'node:path'\nexport const answer = sep.length + 41\n`)

it.each([
  ['a bundle', /^project-\w+\.cjs$/],
  ["V8's code of it", /\.v8$/],
  ['its map', /\.map$/],
  ['what tells whether it is right', /\.stamp$/],
  ['what imports its packages', /^packages-\w+\.mjs$/],
])('%s that is cut short is made again', async (_, name) => {
  // A cache of its own: Node imports a file once.
  const cacheDirectory = mkdtempSync(path.join(folder, 'cache-'))
  const options = { cacheDirectory, name: 'project', root: folder }
  await importFiles([file], options)
  const part = path.join(cacheDirectory, readdirSync(cacheDirectory).find((one) => name.test(one))!)
  const whole = readFileSync(part)
  for (const length of [0, Math.floor(whole.length / 2)]) {
    truncateSync(part, length)
    const { modules } = await importFiles([file], options)
    expect(modules[0]!.exports['answer']).toBe(42)
  }
  if (!/v8|map/.test(part)) expect(readFileSync(part)).toEqual(whole)
})
