import type { StepOutcome } from './step-context.js'

/**
 * Combines what several steps found out: the later one wins, but rows that were added step by step are summed, and notes
 * are collected.
 */
export function joinOutcomes(before: StepOutcome, after: StepOutcome): StepOutcome {
  const said = Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined))
  const notes = [...(before.notes ?? []), ...(after.notes ?? [])]
  const rows =
    before.isAdding && after.isAdding
      ? { rowsAffected: sum(before.rowsAffected, after.rowsAffected) }
      : after.rowsAffected !== undefined && { isAdding: after.isAdding ?? false }
  const changesRows = (before.changesRows ?? false) || (after.changesRows ?? false)
  return { ...before, ...said, ...rows, ...(notes.length > 0 && { notes }), ...(changesRows && { changesRows }) }
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  // Of an unknown number of rows, some were taken back.
  if (one === undefined) return other === undefined || other < 0 ? undefined : other
  return other === undefined ? one : one + other
}
