import type { Lookback } from '../core/compile/newer-than.js'
import { KerrosError } from '../core/errors/index.js'

const UNITS: { readonly [U in Lookback['unit']]: true } = { minute: true, hour: true, day: true, month: true }

/** @throws KerrosError `E_INVALID_OPTION` for what is no lookback: JavaScript can say anything. */
export function checkLookback(lookback: Lookback | undefined): void {
  if (lookback === undefined) return
  const { unit, amount } = Object(lookback) as Partial<Lookback>
  if (typeof unit === 'string' && Object.hasOwn(UNITS, unit) && Number.isSafeInteger(amount) && amount! > 0) return
  throw new KerrosError('E_INVALID_OPTION', 'the `lookback` of since(…) is none', {
    hint: `Say how many of which unit (${Object.keys(UNITS).join(', ')}), as in { lookback: { unit: 'day', amount: 3 } }.`,
  })
}
