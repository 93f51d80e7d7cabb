import { expect, it } from 'vitest'
import { formatSeconds } from '../../../src/library/report/format-seconds.js'

it.each([
  [0, '0.00 s'],
  [49, '0.05 s'],
  [9_990, '9.99 s'],
  [10_000, '10.0 s'],
  [12_340, '12.3 s'],
  [59_940, '59.9 s'],
  [59_950, '1 min 0 s'],
  [125_400, '2 min 5 s'],
  [3_600_000, '60 min 0 s'],
])('%i ms are shown as %s', (milliseconds, shown) => {
  expect(formatSeconds(milliseconds)).toBe(shown)
})
