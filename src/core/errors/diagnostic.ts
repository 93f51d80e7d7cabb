import type { ErrorCode } from './error-code.js'

/** Something that is wrong: in words for readers, and as data for programs. Diagnostics are collected and reported together. */
export interface Diagnostic {
  /** A stable code, for scripts and for docs/errors.md. */
  readonly code: ErrorCode
  /** What is wrong, in the user's own names. */
  readonly message: string
  /** How to fix it. */
  readonly hint?: string | undefined
  /** The thing that has to change, as the message names it: a node, a source with its schema, a place in a data file. */
  readonly subject?: string | undefined
  /** The names of the columns, tables, sources or options that it is about; a missing one comes first. */
  readonly names?: readonly string[] | undefined
  /** The commands in the hint, as they are written there, without the options that choose a project and a target. */
  readonly commands?: readonly string[] | undefined
  /** The file that has to change, relative to the project's root, optionally with `:line` or `:line:column`. */
  readonly at?: string | undefined
  /** The error that was thrown, for `--debug`. Its text may contain anything, so it is shown nowhere else. */
  readonly cause?: unknown
}
