import { type Column, describeSqlType } from '../../core/columns/index.js'
import type { TimestampFormat } from '../../core/ports/data-file.js'

import { plainDecimal, plainDouble, plainWhole } from './plain-number.js'
import { plainDate, plainEpoch, plainTimestamp } from './plain-timestamp.js'
import { isStrictJson } from './strict-json.js'

/** What a string must be to become a column's value, in words and as a function; docs/loading.md describes the same rules. */
export interface ValueRule {
  /** As in `a decimal(2, 1)`. */
  readonly expected: string
  /**
   * The value in the one form that no engine misreads: `1500` for `1.5e3`, UTC with six digits for timestamps; `undefined`
   * if the string is not such a value.
   */
  readonly plain: (text: string) => string | undefined
  /** What is wrong with a string that is not such a value, if that is worth more words. */
  readonly mismatch?: (text: string) => string | undefined
}

/** A message about an invalid value of a column. @param text `undefined` if the value is not even a string. */
export function describeMismatch(column: string, { expected, mismatch }: ValueRule, text: string | undefined): string {
  const what = text === undefined ? undefined : mismatch?.(text)
  return `the value of column "${column}" ${what ?? `is not ${expected}`}`
}

const BOOLEANS: ReadonlyMap<string, string> = new Map([
  ...['true', 't', 'yes', 'y', '1'].map((word) => [word, 'true'] as const),
  ...['false', 'f', 'no', 'n', '0'].map((word) => [word, 'false'] as const),
])

/**
 * The rule for the values of a column, the same for seeds and loaded files on every engine.
 *
 * @param format How the file writes the column's timestamps; ISO 8601 unless it is seconds.
 */
export function valueRule({ type, values }: Column<unknown>, format?: TimestampFormat): ValueRule {
  if (values)
    return {
      expected: `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`,
      plain: (text) => (values.includes(text) ? text : undefined),
    }
  const expected = article(describeSqlType(type))
  switch (type.name) {
    case 'integer':
      return { expected, plain: (text) => plainWhole(text, 2n ** 31n), mismatch: beyondInteger }
    case 'bigint':
      return { expected, plain: (text) => plainWhole(text, 2n ** 63n) }
    case 'decimal':
      return { expected, plain: (text) => plainDecimal(text, type.precision, type.scale) }
    case 'double':
      return { expected, plain: plainDouble }
    case 'boolean':
      return { expected, plain: (text) => BOOLEANS.get(text.toLowerCase()) }
    case 'date':
      return { expected: 'a date as YYYY-MM-DD', plain: plainDate }
    case 'timestamp':
      return format === 'epoch'
        ? { expected: 'a timestamp in whole seconds since 1970, as in the first row', plain: plainEpoch }
        : {
            expected: 'a timestamp as YYYY-MM-DD HH:MM:SS, with Z or an offset such as +02:00, or without for UTC',
            plain: plainTimestamp,
          }
    case 'json':
      return { expected: 'JSON', plain: (text) => (isStrictJson(text) ? text : undefined) }
    default:
      return { expected, plain: (text) => text }
  }
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}

/** What is wrong with a whole number that is too large for `integer()` but not for `bigint()`; `undefined` for any other string. */
function beyondInteger(text: string): string | undefined {
  const isBeyond = plainWhole(text, 2n ** 31n) === undefined && plainWhole(text, 2n ** 63n) !== undefined
  return isBeyond ? 'does not fit into the 32 bits of an integer; bigint() has 64' : undefined
}
