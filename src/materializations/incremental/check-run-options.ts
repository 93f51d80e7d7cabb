import type { Lookback, SinceRule } from '../../core/compile/rows/newer-than.js'
import { KerrosError } from '../../core/errors/index.js'
import { didYouMean } from '../../core/graph/did-you-mean.js'

const UNITS: { readonly [U in Lookback['unit']]: true } = { minute: true, hour: true, day: true, month: true }

/** The values that each option may have; `undefined` where another check says it. */
type Choices = { readonly [option: string]: readonly string[] | undefined }

const SINCE: Choices & { readonly [O in keyof SinceRule]-?: unknown } = {
  lookback: undefined,
  ties: ['again'],
  nulls: ['skip', 'always'],
}

const TOUCHED: Choices = { gone: ['delete', 'keep'] }

/** @throws KerrosError `E_INVALID_OPTION` for options that `since` does not have: JavaScript can say anything. */
export function checkSinceOptions(options: SinceRule | undefined): void {
  check('since', options, SINCE)
  checkLookback(options?.lookback)
}

/** @throws KerrosError `E_INVALID_OPTION` for options that `touched` does not have. */
export function checkTouchedOptions(options: object | undefined): void {
  check('touched', options, TOUCHED)
}

function check(helper: string, options: object | undefined, known: Choices): void {
  for (const [option, value] of Object.entries(Object(options))) {
    if (!Object.hasOwn(known, option))
      throw new KerrosError('E_INVALID_OPTION', `${helper}(…) has no option "${option}"`, {
        hint: didYouMean(option, Object.keys(known), 'Its options are'),
      })
    const choices = known[option]
    if (choices && value !== undefined && !choices.includes(value as string))
      throw new KerrosError('E_INVALID_OPTION', `the option \`${option}\` of ${helper}(…) is not valid`, {
        hint: `It may be ${choices.map((choice) => `'${choice}'`).join(' or ')}.`,
      })
  }
}

function checkLookback(lookback: Lookback | undefined): void {
  if (lookback === undefined) return
  const { unit, amount } = Object(lookback) as Partial<Lookback>
  if (typeof unit === 'string' && Object.hasOwn(UNITS, unit) && Number.isSafeInteger(amount) && amount! > 0) return
  throw new KerrosError('E_INVALID_OPTION', 'invalid `lookback` in since(…)', {
    hint: `Say how many of which unit (${Object.keys(UNITS).join(', ')}), as in { lookback: { unit: 'day', amount: 3 } }.`,
  })
}
