import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { LongestFirst, slowestFiles } from './longest-first.js'

const ROOT = path.resolve(import.meta.dirname, '..')

it('CONTRIBUTING.md lists the twenty slowest test files that there are, the longest first', () => {
  const slowest = slowestFiles(ROOT)
  expect(slowest.size).toBe(20)
  expect([...slowest.keys()].filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([])
  expect([...slowest.values()]).toEqual([...slowest.values()].sort((one, other) => other - one))
})

it('the longest files start first, and fast ones last', async () => {
  const [first, second] = [...slowestFiles(ROOT).keys()]
  const files = [
    ['fast', 'test/exports.test.ts'],
    ['slow', 'test/a.test.ts'],
    ['slow', second],
    ['slow', first],
  ].map(([name, file]) => ({ project: { name }, moduleId: path.join(ROOT, file!) }))
  const sequencer = new LongestFirst({ config: { root: ROOT } } as never)
  const sorted = await sequencer.sort(files as never)
  expect(sorted.map(({ moduleId }) => path.relative(ROOT, moduleId))).toEqual([
    first,
    second,
    'test/a.test.ts',
    'test/exports.test.ts',
  ])
})
