import { describe, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { type HistoryOptions, replayHistory, reuseCounts } from './reuse-history.js'

// What docs/reuse.md promises: a build that leaves relations as they are leaves what building them again would leave.

/** `KERROS_REUSE=20` replays twenty times as many histories. */
const TIMES = Number(process.env['KERROS_REUSE'] ?? 1)

const CASES: readonly (readonly [string, HistoryOptions, number])[] = [
  ['tables, views, ephemeral models and seeds', { models: 8, steps: 9, isSimple: true }, 4],
  ['models that keep rows, and other programs', { models: 9, steps: 9, isSimple: false }, 6],
]

describe('a random history of edits, loads and builds with reuse', () => {
  it.each(CASES)(
    'leaves the relations and test results of the same history without reuse: %s',
    async (_name, options, runs) => {
      const counts = reuseCounts()
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => replayHistory(seed, options, counts)),
        { numRuns: runs * TIMES, endOnFailure: true },
      )
      if (process.env['KERROS_REUSE']) process.stdout.write(`${JSON.stringify(counts)}\n`)
      expect(counts.reused / counts.built).toBeGreaterThan(0.1)
      expect(counts.claimed).toBeGreaterThan(10)
    },
    TIMES * 900_000,
  )
})
