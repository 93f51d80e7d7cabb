import type { Lookback, SinceRule } from '../core/compile/newer-than.js'
import { KerrosError } from '../core/errors/index.js'
import { didYouMean } from '../core/graph/did-you-mean.js'

const UNITS: { readonly [U in Lookback['unit']]: true } = { minute: true, hour: true, day: true, month: true }

const CHOICES: { readonly [O in keyof SinceRule]-?: readonly unknown[] | undefined } = {
  lookback: undefined,
  ties: ['again'],
  nulls: ['skip', 'always'],
}

/** @throws KerrosError `E_INVALID_OPTION` for options that `since` does not have: JavaScript can say anything. */
export function checkSince(options: SinceRule | undefined): void {
  if (options === undefined) return
  for (const [option, value] of Object.entries(Object(options))) {
    if (!Object.hasOwn(CHOICES, option))
      throw new KerrosError('E_INVALID_OPTION', `since(…) has no option "${option}"`, {
        hint: didYouMean(option, Object.keys(CHOICES), 'Its options are'),
      })
    const choices = CHOICES[option as keyof SinceRule]
    if (choices && value !== undefined && !choices.includes(value))
      throw new KerrosError('E_INVALID_OPTION', `the option \`${option}\` of since(…) is not valid`, {
        hint: `It may be ${choices.map((choice) => `'${choice}'`).join(' or ')}.`,
      })
  }
  checkLookback(options.lookback)
}

function checkLookback(lookback: Lookback | undefined): void {
  if (lookback === undefined) return
  const { unit, amount } = Object(lookback) as Partial<Lookback>
  if (typeof unit === 'string' && Object.hasOwn(UNITS, unit) && Number.isSafeInteger(amount) && amount! > 0) return
  throw new KerrosError('E_INVALID_OPTION', 'the `lookback` of since(…) is none', {
    hint: `Say how many of which unit (${Object.keys(UNITS).join(', ')}), as in { lookback: { unit: 'day', amount: 3 } }.`,
  })
}
