import type { Diagnostic } from '../../../errors/index.js'
import { invalid } from './definition-diagnostics.js'
import { isPlainObject, kindOf } from './kind-of.js'

/** A `meta` that is no object, or holds what cannot be written as JSON: it would be lost in dbt's artifacts and in `--json`. */
export function checkMeta(meta: unknown): readonly Diagnostic[] {
  if (meta === undefined) return []
  if (!isPlainObject(meta))
    return [
      invalid(
        `the option "meta" is ${kindOf(meta)}, not an object`,
        "Give values by name: meta: { owner: 'Ann' }.",
        'meta',
      ),
    ]
  const found = unwritable(meta, '', [])
  if (!found) return []
  const { what, at } = found
  return [
    invalid(
      `the option "meta" holds ${what}${at === '' ? '' : ` at "${at.slice(1)}"`}, which JSON does not have`,
      'Give strings, numbers, true, false, null, dates, lists and objects of these.',
      'meta',
    ),
  ]
}

interface Unwritable {
  readonly what: string
  /** The names that lead to it, each with a dot before it. */
  readonly at: string
}

function unwritable(value: unknown, at: string, around: readonly object[]): Unwritable | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return { what: `a ${typeof value}`, at }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? { what: 'an invalid Date', at } : undefined
  if (around.includes(value)) return { what: 'an object that contains itself', at }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null)
    return { what: `an object of the class ${value.constructor?.name || 'without a name'}`, at }
  for (const [name, part] of Object.entries(value)) {
    const found = unwritable(part, `${at}.${name}`, [...around, value])
    if (found) return found
  }
  return undefined
}
