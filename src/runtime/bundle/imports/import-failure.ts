import { DiagnosticsError, diagnosticOf, isKerrosError, KerrosError } from '../../../core/errors/index.js'
import { thrownText } from '../../../core/errors/thrown-text.js'
import { originOf } from './map-stack.js'

/** What is known of where a file throws, for what is thrown without a place: `throw 'no'`. */
interface Known {
  /** The file that was imported. */
  readonly file?: string | undefined
  /** The file that ran then, or the place in it. */
  readonly at?: string | undefined
}

/** The error for users when a file throws while it is imported. */
export function importFailure(error: unknown, { file, at: known }: Known): KerrosError {
  if (isKerrosError(error)) return error.at === undefined ? placed(error) : error
  const at = originOf(error) ?? known
  const where = at ?? (file === undefined ? 'a file of the project' : `${file}, or a file that it imports,`)
  return new KerrosError('E_LOAD_PROJECT', `${where} fails while it is loaded: ${thrownText(error)}`, {
    hint: 'Correct the file; --debug shows the stack. Files of a project should have no side effects when they are imported.',
    ...(at && { subject: at, at }),
    cause: error,
  })
}

/** A definition that fails has no name yet, but its call has a place. */
function placed(error: KerrosError): KerrosError {
  const at = originOf(error)
  if (at === undefined) return error
  if (error instanceof DiagnosticsError)
    return new DiagnosticsError(error.diagnostics.map((each) => ({ ...each, at: each.at ?? at })))
  return new KerrosError(error.code, error.message, { ...diagnosticOf(error), at, cause: error })
}
