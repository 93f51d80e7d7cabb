import type { ErrorCode } from './error-code.js'
import { KerrosError } from './kerros-error.js'

/** One problem found while a project is read or compiled. Diagnostics are collected and shown together. */
export interface Diagnostic {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string | undefined
  /** The file that has to change, relative to the project's root. */
  readonly at?: string | undefined
  /** The names that it is about, first the one that is missing: of a column, of a table that a query reads, of a source. */
  readonly names?: readonly string[] | undefined
  /** What was thrown, for `--debug`. Its text may hold anything, so it is shown nowhere else. */
  readonly cause?: unknown
}

/** The error that carries every problem of a project, so that one run shows all of them. */
export class DiagnosticsError extends KerrosError {
  readonly diagnostics: readonly Diagnostic[]

  /** @param subject What has the problems, for the message. */
  constructor(diagnostics: readonly Diagnostic[], subject = 'the project') {
    const [first] = diagnostics
    super(
      first?.code ?? 'E_INVALID_DEFINITION',
      diagnostics.length === 1
        ? (first?.message ?? '')
        : `${subject} has ${diagnostics.length} problems:\n${diagnostics.map((d) => `  ${d.code} ${d.message}`).join('\n')}`,
      { ...(first?.hint && diagnostics.length === 1 && { hint: first.hint }), ...(first?.at && { at: first.at }) },
    )
    this.diagnostics = diagnostics
  }
}

/**
 * The diagnostic that says what an error says; anything but a {@link KerrosError} is thrown again.
 *
 * @param at The file that it is about.
 * @param name The definition that it is about, which the message begins with unless it names it already.
 */
export function toDiagnostics(error: unknown, at?: string, name?: string): readonly Diagnostic[] {
  if (error instanceof DiagnosticsError) return error.diagnostics
  if (!(error instanceof KerrosError)) throw error
  const { code, hint, cause } = error
  const isNamed = name === undefined || error.message.includes(`"${name}"`)
  const message = isNamed ? error.message : `"${name}": ${error.message}`
  return [{ code, message, hint, at: error.at ?? at, cause }]
}
