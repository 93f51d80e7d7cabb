import { DiagnosticsError, diagnosticOf, isKerrosError, KerrosError } from '../../core/errors/index.js'
import { thrownText } from '../../core/errors/thrown-text.js'
import { originOf } from './map-stack.js'

/**
 * The error for users when a file throws while it is imported.
 *
 * @param file The file that was imported, for what is thrown without a place: `throw 'no'`.
 */
export function importFailure(error: unknown, file?: string): KerrosError {
  if (isKerrosError(error)) return error.at === undefined ? placed(error) : error
  const at = originOf(error)
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
  if (at === undefined || error instanceof DiagnosticsError) return error
  return new KerrosError(error.code, error.message, { ...diagnosticOf(error), at, cause: error })
}
