import { KerrosError } from '../../errors/index.js'

/**
 * Refuses a number that a test cannot compare with; tsc cannot say it.
 *
 * @throws KerrosError `E_INVALID_DEFINITION`.
 */
export function checkNumber(test: string, option: string, value: unknown, is: (value: number) => boolean): void {
  if (typeof value === 'number' && Number.isFinite(value) && is(value)) return
  throw new KerrosError('E_INVALID_DEFINITION', `${test}(…) was given ${String(value)} as "${option}"`, {
    hint: HINTS[option] ?? `Give a number that "${option}" can be.`,
  })
}

const HINTS: { readonly [option: string]: string } = {
  atLeast: 'A proportion is a number from 0 to 1: { atLeast: 0.95 }.',
  atMost: 'A proportion is a number from 0 to 1, and atMost is no less than atLeast: { atLeast: 0.5, atMost: 0.9 }.',
  interval: "Give a number greater than 0; units of the calendar are whole: { interval: 1, datepart: 'day' }.",
  minRuns: 'Give a whole number from 2, no greater than the number of runs: { runs: 14, minRuns: 7 }.',
  quantile: 'A quantile is a number above 0, up to 1: 0.95 is the value that 95 % of the rows do not exceed.',
  runs: 'Give a whole number from 2: { runs: 14 }.',
  stddevs: 'Give a number above 0: { stddevs: 3 }.',
  tolerance: 'Give a number from 0: { tolerance: 0.01 }.',
}
