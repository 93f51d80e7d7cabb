import { KerrosError } from '../../core/errors/index.js'
import { suggestName } from '../../core/graph/suggest-name.js'

/** Values of variables, and which of them queries have used. */
export interface Variables {
  value(name: string, byDefault: unknown): unknown
  /**
   * @throws KerrosError `E_UNKNOWN_VARIABLE` if a value was given for a name that no query uses,
   *   `E_INVALID_OPTION` if a value has another type than its variable.
   */
  checkAllUsed(): void
}

/** Gives variables the run's values, else their defaults. A value must have the default's type. */
export function resolveVariables(
  given: { readonly [name: string]: unknown },
  mustBeUsed: readonly string[] = [],
): Variables {
  const asked = new Set<string>()
  let mismatch: KerrosError | undefined
  return {
    value(name, byDefault) {
      asked.add(name)
      if (!Object.hasOwn(given, name)) return byDefault
      const value = given[name]
      if (typeof value === typeof byDefault) return value
      mismatch = new KerrosError(
        'E_INVALID_OPTION',
        `the variable "${name}" is a ${typeof byDefault}, but was given ${described(value)}`,
        { hint: `Give it like this: --vars '${JSON.stringify({ [name]: byDefault })}'.` },
      )
      throw mismatch
    },
    checkAllUsed() {
      if (mismatch) throw mismatch
      for (const name of mustBeUsed) {
        if (asked.has(name)) continue
        const nearest = suggestName(name, [...asked])
        throw new KerrosError('E_UNKNOWN_VARIABLE', `no query of the selected nodes uses the variable "${name}"`, {
          hint: nearest ? `Did you mean "${nearest}"?` : `Variables: ${[...asked].join(', ') || 'none'}.`,
        })
      }
    },
  }
}

function described(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
