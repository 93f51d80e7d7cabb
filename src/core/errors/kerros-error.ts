import type { ErrorCode } from './error-code.js'
import { withoutCredentials } from './without-credentials.js'

/** Where a problem sits, in the user's own terms. */
export interface ErrorDetails {
  /** The way out, as one or two sentences: what to change, which command to run. */
  readonly hint?: string
  /** The file (relative to the project's root), optionally with `:line` or `:line:column`. */
  readonly at?: string
  /** What the engine or the operating system said. Never shown without being cleaned of values and secrets. */
  readonly cause?: unknown
}

/**
 * Every error that a user can mend. It says what is wrong in the user's own names, what was expected and found, and
 * carries the way out as `hint`. Anything else that is thrown is a defect of kerros and is shown with its stack.
 */
export class KerrosError extends Error {
  override readonly name = 'KerrosError'
  /** A stable code, for scripts and for looking the error up in docs/errors.md. */
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly at: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(withoutCredentials(message), details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint === undefined ? undefined : withoutCredentials(details.hint)
    this.at = details.at
  }
}

/** Whether or not a caught value is an error that the user can mend. Works across copies of the package. */
export function isKerrosError(value: unknown): value is KerrosError {
  return value instanceof Error && value.name === 'KerrosError' && 'code' in value
}
