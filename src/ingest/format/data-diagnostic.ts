import type { Diagnostic } from '../../core/errors/index.js'

/** How many records of one file are reported. */
export const MOST_DIAGNOSTICS = 5

/** What is wrong with a file, and where: with its beginning, or with what it says of itself. */
export interface FileDiagnostic {
  /** The file, as in `data/ratings.csv`, optionally with `:line`. */
  readonly at: string
  /** What the message begins with. Default: the place. */
  readonly subject?: string
  /** Follows the subject, as in `: the header lacks the column "id"`. */
  readonly what: string
  /** Default: correct the file, or the columns of the source. */
  readonly hint?: string | undefined
}

/** A diagnostic of the beginning of a file, or of what it says of itself. */
export function fileDiagnostic({ at, subject = at, what, hint }: FileDiagnostic): Diagnostic {
  return {
    code: 'E_DATA_FORMAT',
    message: `${subject}${what}`,
    hint: hint ?? 'Correct the file, or the columns of the source.',
    subject,
    at,
  }
}

/** A diagnostic of a record. */
export function recordDiagnostic(what: string, displayPath: string, line: number): Diagnostic {
  const at = `${displayPath}:${line}`
  return {
    code: 'E_DATA_FORMAT',
    message: `${at}: ${what}`,
    hint: 'Nothing was loaded. Correct the file, or the columns of the source.',
    subject: at,
    at,
  }
}
