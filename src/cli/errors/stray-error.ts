import { KerrosError } from '../../core/errors/index.js'
import { thrownText } from '../../core/errors/thrown-text.js'
import { originOf } from '../../runtime/bundle/imports/map-stack.js'

/** How an error goes uncaught: in a promise that is not awaited, or in a timer. */
export type Stray = 'unhandledRejection' | 'uncaughtException'

const WHAT: { readonly [S in Stray]: readonly [what: string, nobody: string] } = {
  unhandledRejection: ['a promise', 'is rejected and not handled'],
  uncaughtException: ['code', 'throws where nothing can catch it, as in a timer'],
}

/** A place in a file of kerros or of a package, not of Node. */
const OTHER_PLACE = /^\s*at (?!.*\bnode:).*:\d+:\d+\)?$/m

/**
 * The error for users if an uncaught error comes from the project's own code: certainly, if its stack names a file of the
 * project; most likely, if it names nothing but Node. Any other error is returned unchanged.
 */
export function strayError(error: unknown, stray: Stray): unknown {
  const at = originOf(error)
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  if (at === undefined && OTHER_PLACE.test(stack)) return error
  const [what, nobody] = WHAT[stray]
  const where = at === undefined ? ", most likely in the project's files," : " in the project's files"
  return new KerrosError('E_LOAD_PROJECT', `${what}${where} ${nobody}: ${thrownText(error)}`, {
    hint: 'Await it, or catch the error where it is thrown; --debug shows the stack. Files of a project should have no side effects when they are imported.',
    ...(at !== undefined && { at }),
    cause: error,
  })
}
