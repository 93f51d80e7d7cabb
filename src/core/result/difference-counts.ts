import type { RowDifference } from './unit-test-outcome.js'

/** How many rows differ, and in which way: `1 row differs, 2 rows are missing`. */
export function differenceCounts({ different, missing, unexpected }: RowDifference): string {
  const counts = [
    [different.length, 'differs', 'differ'],
    [missing.length, 'is missing', 'are missing'],
    [unexpected.length, 'is unexpected', 'are unexpected'],
  ] as const
  return counts
    .filter(([count]) => count > 0)
    .map(([count, one, several]) => `${count} ${count === 1 ? `row ${one}` : `rows ${several}`}`)
    .join(', ')
}
