import type { Diagnostic } from '../core/errors/index.js'

/** How many problems of one file are told. */
export const MOST_DIAGNOSTICS = 5

/** A problem with the beginning of a file, or with what it says of itself. */
export function fileDiagnostic(
  message: string,
  at: string,
  hint = 'Correct the file, or the columns of the source.',
): Diagnostic {
  return { code: 'E_DATA_FORMAT', message, hint, at }
}

/** A problem with a record. */
export function recordDiagnostic(what: string, shown: string, line: number): Diagnostic {
  const at = `${shown}:${line}`
  return {
    code: 'E_DATA_FORMAT',
    message: `${at}: ${what}`,
    hint: 'Nothing was loaded. Correct the file, or the columns of the source.',
    at,
  }
}
