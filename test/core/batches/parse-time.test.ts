import { expect, it } from 'vitest'
import { parseTime } from '../../../src/core/batches/parse-time.js'

it.each([
  ['2026-01-05', '2026-01-05T00:00:00.000Z'],
  ['2026-01-05T06:30', '2026-01-05T06:30:00.000Z'],
  ['2026-01-05 06:30:15.250', '2026-01-05T06:30:15.250Z'],
  ['2026-01-05T06:30:00Z', '2026-01-05T06:30:00.000Z'],
  ['2026-01-05T00:30:00+02:00', '2026-01-04T22:30:00.000Z'],
])('reads %s in UTC, unless it has a zone', (text, expected) => {
  expect(parseTime(text)?.toISOString()).toBe(expected)
})

it.each([
  '2026-02-30',
  '2026-13-01',
  '05.01.2026',
  '2026-01-05T25:00',
  'yesterday',
  '',
  20_260_105,
  null,
  new Date(Number.NaN),
])('does not take %s for a time', (value) => {
  expect(parseTime(value)).toBeUndefined()
})
