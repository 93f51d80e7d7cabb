import pc from 'picocolors'
import type { Diagnostic } from '../../core/errors/index.js'
import { mapStack } from '../../runtime/bundle/map-stack.js'
import { hintWithOptions } from '../options/given-options.js'

/** How a run and its diagnostics are shown. */
export interface ShownAs {
  /** Whether stacks and statements are shown. */
  readonly debug: boolean
  /** The command line's options that choose the project and the target: see {@link hintWithOptions}. */
  readonly given: string
  /** How many characters a line of the terminal has; `undefined` if the output is not a terminal. */
  readonly columns?: number | undefined
}

/** One diagnostic for readers: code, message, place, hint; with `debug` also the stack of what was thrown. */
export function formatDiagnostic(diagnostic: Diagnostic, { debug, given }: ShownAs): string {
  const { code, message, hint, subject, commands = [], at, cause } = diagnostic
  const place = at !== undefined && at !== subject ? `\n  ${pc.dim(`at ${at}`)}` : ''
  const lines = hint ? hintWithOptions(hint, commands, given).split('\n') : []
  const fix = lines.map((line) => `\n  ${pc.cyan('→')} ${line}`).join('')
  const stack = debug && cause instanceof Error ? `\n${pc.dim(formatStack(cause))}` : ''
  return `${pc.red(pc.bold(code))} ${message}${place}${fix}${stack}`
}

/** A diagnostic without what was thrown, for programs. */
export function plainDiagnostic({ cause: _, ...plain }: Diagnostic): Diagnostic {
  return plain
}

/** The stacks of an error and its causes, in the project's own files. */
export function formatStack(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${formatStack(error.cause)}` : ''
  return `${mapStack(error.stack ?? error.message)}${cause}`
}
