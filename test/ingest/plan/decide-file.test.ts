import { expect, it } from 'vitest'
import { decideFile } from '../../../src/ingest/plan/decide-file.js'

const entry = { table: 't', file: 'f.csv', size: 10, modifiedAt: 5, sha256: 'x', rows: 1 }

it.each([
  ['an unknown file is loaded', { size: 10, modifiedAt: 5 }, undefined, 'load'],
  ['the same size and time are the same file', { size: 10, modifiedAt: 5 }, entry, 'leave'],
  ['another time: content decides', { size: 10, modifiedAt: 6 }, entry, 'compare'],
  ['an earlier time too', { size: 10, modifiedAt: 4 }, entry, 'compare'],
  ['another size', { size: 11, modifiedAt: 5 }, entry, 'compare'],
] as const)('%s', (_, state, known, decision) => {
  expect(decideFile(state, known)).toBe(decision)
})
