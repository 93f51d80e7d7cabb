import type { FailureRule, Threshold } from '../steps/step.js'

const HOLDS: { readonly [operator: string]: (failures: number, bound: number) => boolean } = {
  '<': (failures, bound) => failures < bound,
  '<=': (failures, bound) => failures <= bound,
  '=': (failures, bound) => failures === bound,
  '!=': (failures, bound) => failures !== bound,
  '<>': (failures, bound) => failures !== bound,
  '>': (failures, bound) => failures > bound,
  '>=': (failures, bound) => failures >= bound,
}

/** What a number of failing rows means for a test. */
export interface TestVerdict {
  readonly status: 'pass' | 'warn' | 'fail'
  /** The comparison that decided; `undefined` for a test that passes. */
  readonly threshold: Threshold | undefined
}

/** Judges a test by dbt's rule: `errorIf` is looked at first, and only with severity `error`. */
export function testVerdict({ severity, warnIf, errorIf }: FailureRule, failures: number): TestVerdict {
  if (severity === 'error' && holds(errorIf, failures)) return { status: 'fail', threshold: errorIf }
  if (holds(warnIf, failures)) return { status: 'warn', threshold: warnIf }
  return { status: 'pass', threshold: undefined }
}

function holds(threshold: Threshold, failures: number): boolean {
  const [operator = '', bound] = threshold.split(' ')
  return HOLDS[operator]!(failures, Number(bound))
}
