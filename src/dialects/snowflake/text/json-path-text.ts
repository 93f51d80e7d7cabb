import { KerrosError } from '../../../core/errors/index.js'
import { snowflakeLiterals } from './snowflake-literals.js'

const PLAIN_KEY = /^[\w $@#-]+$/

/**
 * A path into semi-structured data, after the column: `:"a"."b"[0]`. Keys are always in quotes, so they keep their case
 * and cannot leave the path; odd ones are written as text in brackets.
 *
 * @throws KerrosError `E_INVALID_OPTION` for an empty key, or a position that is not a whole number from 0.
 */
export function jsonPathText(legs: readonly (string | number)[]): string {
  return legs.map((leg, i) => (typeof leg === 'number' ? position(leg) : key(leg, i === 0))).join('')
}

function position(leg: number): string {
  if (Number.isSafeInteger(leg) && leg >= 0) return `[${leg}]`
  throw new KerrosError('E_INVALID_OPTION', `${leg} is not a position in an array`, {
    hint: 'Positions are whole numbers from 0.',
  })
}

function key(leg: string, isFirst: boolean): string {
  if (leg === '' || leg.includes('\0'))
    throw new KerrosError('E_INVALID_OPTION', 'a path into JSON has an empty key, or one with a NUL character', {
      hint: "Name the keys one by one: path(x, 'a', 'b', 0).",
    })
  if (!PLAIN_KEY.test(leg)) return `['${snowflakeLiterals.escapeText(leg)}']`
  return `${isFirst ? ':' : '.'}"${leg}"`
}
