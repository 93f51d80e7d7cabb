import type { Diagnostic } from '../../errors/index.js'
import { DIAGNOSTICS } from './values/definition-diagnostics.js'

/** Marks what kerros' own functions made, also when two copies of the package are loaded. */
const DEFINITION = Symbol.for('kerros.definition')

/**
 * Freezes a definition and marks it as made by kerros. Phantom type properties are added by the cast.
 *
 * @param diagnostics What tsc would have refused; a project can be built without it. They are no throw, so that loading a
 *   project finds all of them.
 */
export function brand<D>(definition: Omit<D, symbol>, diagnostics: readonly Diagnostic[] = []): D {
  const marked = { ...definition, [DEFINITION]: true }
  return Object.freeze(diagnostics.length === 0 ? marked : { ...marked, [DIAGNOSTICS]: diagnostics }) as D
}

/** The kind of a value that was made by {@link brand}; `undefined` for any other. */
export function brandedKind(value: unknown): string | undefined {
  return isBranded(value) ? value.kind : undefined
}

/** Whether a value was made by {@link brand}. */
export function isBranded(value: unknown): value is { readonly kind: string } {
  return typeof value === 'object' && value !== null && DEFINITION in value
}
