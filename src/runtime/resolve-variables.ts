import { KerrosError } from '../core/errors/index.js'
import { suggestName } from '../core/graph/suggest-name.js'

/** Values of variables, and which of them any query asked for. */
export interface Variables {
  value(name: string, byDefault: unknown): unknown
  /** @throws KerrosError `E_UNKNOWN_VARIABLE` when a value was given to a name that no query asks for. */
  checkAllUsed(): void
}

/** Gives variables the run's values, else their defaults. A value must be of the default's type. */
export function resolveVariables(
  given: { readonly [name: string]: unknown },
  mustBeUsed: readonly string[] = [],
): Variables {
  const asked = new Set<string>()
  return {
    value(name, byDefault) {
      asked.add(name)
      if (!Object.hasOwn(given, name)) return byDefault
      const value = given[name]
      if (typeof value !== typeof byDefault)
        throw new KerrosError(
          'E_INVALID_OPTION',
          `the variable "${name}" is a ${typeof byDefault}, but was given a ${typeof value}`,
          { hint: `Give it like this: --vars '${JSON.stringify({ [name]: byDefault })}'.` },
        )
      return value
    },
    checkAllUsed() {
      for (const name of mustBeUsed) {
        if (asked.has(name)) continue
        const nearest = suggestName(name, [...asked])
        throw new KerrosError('E_UNKNOWN_VARIABLE', `no query of the selected nodes asks for the variable "${name}"`, {
          hint: nearest ? `Did you mean "${nearest}"?` : `Variables: ${[...asked].join(', ') || 'none'}.`,
        })
      }
    },
  }
}
