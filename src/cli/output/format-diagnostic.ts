import pc from 'picocolors'
import type { Diagnostic } from '../../core/errors/index.js'
import { mapStack } from '../../runtime/bundle/imports/map-stack.js'
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
export function formatDiagnostic(diagnostic: Diagnostic, shownAs: ShownAs): string {
  const { cause } = diagnostic
  const stack = shownAs.debug && cause instanceof Error ? [pc.dim(formatStack(cause))] : []
  return [formatError(diagnostic), ...formatHint(diagnostic, shownAs), ...stack].join('\n')
}

/** What is wrong, and where. */
export function formatError({ code, message, subject, at }: Diagnostic): string {
  const place = at !== undefined && at !== subject ? `\n  ${pc.dim(`at ${at}`)}` : ''
  return `${pc.red(pc.bold(code))} ${message}${place}`
}

/** How to fix it, in lines. */
export function formatHint({ hint, commands = [] }: Diagnostic, { given }: ShownAs): readonly string[] {
  const lines = hint ? hintWithOptions(hint, commands, given).split('\n') : []
  return lines.map((line) => `  ${pc.cyan('→')} ${line}`)
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
