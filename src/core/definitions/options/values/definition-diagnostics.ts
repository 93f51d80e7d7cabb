import type { Diagnostic } from '../../../errors/index.js'

/**
 * Under this key a definition carries what is wrong with it, also when two copies of the package are loaded. Its name and its
 * file are known once it is exported.
 */
export const DIAGNOSTICS: unique symbol = Symbol.for('kerros.diagnostics') as never

/** What was found to be wrong when a definition was made. It is reported with everything else when its project is loaded. */
export function diagnosticsOf(definition: object): readonly Diagnostic[] {
  return DIAGNOSTICS in definition ? (definition[DIAGNOSTICS] as readonly Diagnostic[]) : []
}

/**
 * The usual diagnostic of a definition.
 *
 * @param message Follows the definition's name, as in `"orders": there is no option "tag"`.
 * @param name The option or the column that has to change.
 */
export function invalid(message: string, hint: string, name?: string): Diagnostic {
  return { code: 'E_INVALID_DEFINITION', message, hint, ...(name !== undefined && { names: [name] }) }
}
