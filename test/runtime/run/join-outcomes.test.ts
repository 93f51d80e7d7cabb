import { describe, expect, it } from 'vitest'
import { joinOutcomes } from '../../../src/runtime/run/join-outcomes.js'
import type { StepOutcome } from '../../../src/runtime/run/step-context.js'

const join = (...outcomes: readonly StepOutcome[]): number | undefined => outcomes.reduce(joinOutcomes, {}).rowsAffected

describe('how many rows a node reports', () => {
  it('adds up rows that are added one step after the other', () => {
    const adding = (rowsAffected: number): StepOutcome => ({ rowsAffected, isAdding: true })
    expect(join(adding(1000), adding(1000), adding(49), {})).toBe(2049)
    expect(join(adding(1000), {}, adding(0))).toBe(1000)
  })

  it('leaves rows that were deleted or updated out of the rows that are added after them', () => {
    const adding = (rowsAffected: number): StepOutcome => ({ rowsAffected, isAdding: true })
    expect(join({ rowsAffected: 7 }, adding(3), adding(2))).toBe(5)
    expect(join(adding(3), { rowsAffected: 7 }, adding(2))).toBe(2)
    expect(join({ rowsAffected: 7 }, {})).toBe(7)
    expect(join({ rowsAffected: undefined, isAdding: true }, adding(2))).toBe(2)
  })

  it('leaves out rows that were taken back, where it is known how many there were', () => {
    const adding = (rowsAffected: number | undefined): StepOutcome => ({ rowsAffected, isAdding: true })
    expect(join(adding(3), adding(-1), {})).toBe(2)
    expect(join(adding(undefined), adding(-1))).toBeUndefined()
  })
})
