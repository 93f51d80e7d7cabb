/** Marks what kerros' own functions made, also when two copies of the package are loaded. */
const DEFINITION = Symbol.for('kerros.definition')

/** Freezes a definition and marks it as made by kerros. Phantom type properties are added by the cast. */
export function brand<D>(definition: Omit<D, symbol>): D {
  return Object.freeze({ ...definition, [DEFINITION]: true }) as D
}

/** Whether or not a value was made by {@link brand}. */
export function isBranded(value: unknown): value is { readonly kind: string } {
  return typeof value === 'object' && value !== null && DEFINITION in value
}
