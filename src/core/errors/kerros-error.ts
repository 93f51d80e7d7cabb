import type { Diagnostic } from './diagnostic.js'
import type { ErrorCode } from './error-code.js'
import { withoutCredentials } from './without-credentials.js'

/** What an error says in addition to its code and its message. */
export type ErrorDetails = Omit<Diagnostic, 'code' | 'message'>

/**
 * Every error that a user can fix. It says in the user's own names what is wrong, what was expected and found, and its
 * `hint` says how to fix it. Anything else that is thrown is a defect of kerros and is shown with its stack.
 */
export class KerrosError extends Error {
  /** The same for all errors of kerros. */
  override readonly name = 'KerrosError'
  /** A stable code, for scripts and for looking the error up in docs/errors.md. */
  readonly code: ErrorCode
  /** How to fix it. */
  readonly hint: string | undefined
  /** The thing that has to change, as the message names it. */
  readonly subject: string | undefined
  /** The names of the columns, tables, sources or options that it is about. */
  readonly names: readonly string[] | undefined
  /** The commands in the hint, as they are written there. */
  readonly commands: readonly string[] | undefined
  /** The file that has to change, relative to the project's root, optionally with `:line` or `:line:column`. */
  readonly at: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(withoutCredentials(message), details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint === undefined ? undefined : withoutCredentials(details.hint)
    this.subject = details.subject
    this.names = details.names
    this.commands = details.commands
    this.at = details.at
  }
}

/** Whether a caught value is an error that the user can fix. Works across copies of the package. */
export function isKerrosError(value: unknown): value is KerrosError {
  return value instanceof Error && value.name === 'KerrosError' && 'code' in value
}
