import { expect, it } from 'vitest'
import { freshnessStatus } from '../../../src/core/result/freshness-result.js'

it('an age is too great when it is greater than a threshold, and not when it is equal', () => {
  const criteria = { warnAfter: { count: 2, period: 'minute' }, errorAfter: { count: 1, period: 'hour' } } as const
  expect([-1, 0, 120_000, 120_001, 3_600_000, 3_600_001].map((age) => freshnessStatus(age, criteria))).toEqual([
    'pass',
    'pass',
    'pass',
    'warn',
    'warn',
    'error',
  ])
  const day = { count: 1, period: 'day' } as const
  expect(freshnessStatus(86_400_001, { warnAfter: undefined, errorAfter: day })).toBe('error')
  expect(freshnessStatus(86_400_000, { warnAfter: undefined, errorAfter: day })).toBe('pass')
  expect(freshnessStatus(Number.MAX_VALUE, { warnAfter: day, errorAfter: undefined })).toBe('warn')
})
