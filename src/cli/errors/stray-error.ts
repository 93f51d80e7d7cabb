import { KerrosError } from '../../core/errors/index.js'
import { originOf } from '../../runtime/bundle/map-stack.js'

/** How an error gets past everybody: a promise that nobody waits for, or a timer. */
export type Stray = 'unhandledRejection' | 'uncaughtException'

const WHAT: { readonly [S in Stray]: readonly [what: string, nobody: string] } = {
  unhandledRejection: ['a promise', 'is rejected and nobody handles it'],
  uncaughtException: ['code', 'throws when nobody can catch it, as in a timer'],
}

/** A place in a file that is not Node's own: one of kerros or of a package. */
const OTHER_PLACE = /^\s*at (?!.*\bnode:).*:\d+:\d+\)?$/m

/**
 * What the user is told of an error that nobody caught, when the project's own code is at fault: certainly, where its
 * stack names a file of the project; most likely, where it names nothing but Node. Any other is returned as it is.
 */
export function strayError(error: unknown, stray: Stray): unknown {
  const at = originOf(error)
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  if (at === undefined && OTHER_PLACE.test(stack)) return error
  const [what, nobody] = WHAT[stray]
  const where = at === undefined ? ", most likely in the project's files," : " in the project's files"
  const message = error instanceof Error ? error.message : String(error)
  return new KerrosError('E_LOAD_PROJECT', `${what}${where} ${nobody}: ${message}`, {
    hint: 'Await it, or catch it where it begins; --debug shows the stack. Files of a project should only define things when they are imported.',
    ...(at !== undefined && { at }),
    cause: error,
  })
}
