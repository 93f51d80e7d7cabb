import type { Diagnostic } from './diagnostic.js'
import { KerrosError } from './kerros-error.js'

/** The error that carries all diagnostics of a project, so that one run shows them all. */
export class DiagnosticsError extends KerrosError {
  /** All that is wrong, in the order in which it was found. */
  readonly diagnostics: readonly Diagnostic[]

  /** @param subject The thing that they are about, for the message. */
  constructor(diagnostics: readonly Diagnostic[], subject = 'the project') {
    const [first] = diagnostics
    const { hint, commands, names, subject: named, at } = first ?? {}
    super(
      first?.code ?? 'E_INVALID_DEFINITION',
      diagnostics.length === 1
        ? (first?.message ?? '')
        : `${subject} has ${diagnostics.length} errors:\n${diagnostics.map((d) => `  ${d.code} ${d.message}`).join('\n')}`,
      diagnostics.length === 1 ? { hint, commands, names, subject: named, at } : { at },
    )
    this.diagnostics = diagnostics
  }
}

/**
 * The diagnostics of an error; anything but a {@link KerrosError} is thrown again.
 *
 * @param at The file that it is about.
 * @param name The definition that it is about, which the message begins with unless it is the error's subject already.
 */
export function toDiagnostics(error: unknown, at?: string, name?: string): readonly Diagnostic[] {
  if (error instanceof DiagnosticsError) return error.diagnostics
  if (!(error instanceof KerrosError)) throw error
  const found = diagnosticOf(error)
  const isNamed = name === undefined || error.subject === name
  const named = isNamed ? found : { ...found, subject: name, message: `"${name}": ${error.message}` }
  return [{ ...named, at: error.at ?? at, cause: error.cause }]
}

/** The diagnostic of an error, without its cause. */
export function diagnosticOf({ code, message, hint, subject, names, commands, at }: KerrosError): Diagnostic {
  return { code, message, hint, subject, names, commands, at }
}

/** Diagnostics without duplicates: everything that reads a query reports its errors again. */
export function distinctDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const first = new Map<string, Diagnostic>()
  for (const found of diagnostics) {
    const { code, subject, names, message, hint } = found
    const key = JSON.stringify([code, subject, names, message, hint])
    if (!first.has(key)) first.set(key, found)
  }
  return [...first.values()]
}
