/** What a test recorded in one run. */
export interface Recorded {
  readonly value: number | null
  readonly isOutside: boolean
}

/** How a test judges, as docs/tests.md has it. */
export interface AnomalyRule {
  readonly runs: number
  readonly minRuns: number
  readonly stddevs: number
  readonly tolerance: number
  readonly direction: 'both' | 'spike' | 'drop'
}

/** Judges a value by the runs before; `near` if a rounded last digit could decide. */
export function judged(history: readonly Recorded[], value: number | null, rule: AnomalyRule): boolean | 'near' {
  const last = history.flatMap((run) => (run.value === null || run.isOutside ? [] : [run.value])).slice(-rule.runs)
  if (last.length < rule.minRuns) return false
  if (value === null) return true
  const mean = last.reduce((sum, each) => sum + each, 0) / last.length
  const deviation = Math.sqrt(last.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (last.length - 1))
  const distance = Math.max(rule.stddevs * deviation, rule.tolerance * Math.abs(mean))
  const lower = Math.min(mean - distance, ...last)
  const upper = Math.max(mean + distance, ...last)
  const isNear = (bound: number) =>
    !last.includes(value) && Math.abs(value - bound) < 1e-9 * Math.max(1, Math.abs(bound))
  if (isNear(lower) || isNear(upper)) return 'near'
  return (rule.direction !== 'spike' && value < lower) || (rule.direction !== 'drop' && value > upper)
}

/** The metrics of a column's values, as docs/tests.md names them. */
export const METRICS = {
  avg: (values: readonly number[]) => (values.length === 0 ? null : sum(values) / values.length),
  sum: (values: readonly number[]) => (values.length === 0 ? null : sum(values)),
  min: (values: readonly number[]) => (values.length === 0 ? null : Math.min(...values)),
  max: (values: readonly number[]) => (values.length === 0 ? null : Math.max(...values)),
  stddev: (values: readonly number[]) => {
    if (values.length < 2) return null
    const mean = sum(values) / values.length
    return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1))
  },
  countDistinct: (values: readonly number[]) => new Set(values).size,
  nullProportion: (values: readonly number[], rows: number) => (rows === 0 ? null : (rows - values.length) / rows),
} as const

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}
