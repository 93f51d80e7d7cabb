import type { ErrorCode } from './error-code.js'

/** What is wrong, for a reader in words and for programs as data. Diagnostics are collected and reported together. */
export interface Diagnostic {
  readonly code: ErrorCode
  /** What is wrong, in the user's own names. */
  readonly message: string
  /** How to fix it. */
  readonly hint?: string | undefined
  /** What has to change, as the message names it: a node, a source with its schema, a place in a data file. */
  readonly subject?: string | undefined
  /** The names that it is about, first the one that is missing: of a column, of a table that a query reads, of a source. */
  readonly names?: readonly string[] | undefined
  /** The commands in the hint, as they are written there, without the options that choose a project and a target. */
  readonly commands?: readonly string[] | undefined
  /** The file that has to change, relative to the project's root, optionally with `:line` or `:line:column`. */
  readonly at?: string | undefined
  /** What was thrown, for `--debug`. Its text may hold anything, so it is shown nowhere else. */
  readonly cause?: unknown
}
