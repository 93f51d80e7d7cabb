import type { ErrorCode } from '../../errors/index.js'

/** What is wrong with a definition, as far as it can tell by itself. Its name and file are known once it is exported. */
export interface Mistake {
  readonly code: ErrorCode
  /** Stands after the definition's name, as in `"orders": there is no option "tag"`. */
  readonly message: string
  readonly hint: string
}

/** Under this key a definition carries its mistakes, also when two copies of the package are loaded. */
export const MISTAKES: unique symbol = Symbol.for('kerros.mistakes') as never

/** The mistakes that were found when a definition was made: told with all others when its project is loaded. */
export function mistakesOf(definition: object): readonly Mistake[] {
  return MISTAKES in definition ? (definition[MISTAKES] as readonly Mistake[]) : []
}

/** A mistake of the usual kind. */
export function invalid(message: string, hint: string): Mistake {
  return { code: 'E_INVALID_DEFINITION', message, hint }
}
