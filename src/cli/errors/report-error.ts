import pc from 'picocolors'
import { type Diagnostic, DiagnosticsError, diagnosticOf, isKerrosError } from '../../core/errors/index.js'
import { formatStack, plainDiagnostic } from '../output/format-diagnostic.js'
import { formatDiagnostics } from '../output/format-diagnostics.js'
import { githubAnnotation, isGitHubActions } from '../output/github-annotation.js'
import type { Terminal } from '../output/terminal.js'

/**
 * Shows why a command could not run: every diagnostic with its code, its place and its hint. No stack without --debug.
 *
 * @param given The command line's options for the project and the target.
 */
export function reportError(error: unknown, terminal: Terminal, args: readonly string[], given: string): void {
  const debug = args.includes('--debug')
  const diagnostics = diagnosticsIn(error)
  if (args.includes('--json')) {
    const errors = diagnostics?.map(plainDiagnostic) ?? [{ code: 'E_INTERNAL', message: messageOf(error) }]
    terminal.stdout.write(`${JSON.stringify({ event: 'error', errors })}\n`)
  } else {
    for (const text of formatDiagnostics(diagnostics ?? [], { debug, given })) terminal.stderr.write(`${text}\n`)
    if (!diagnostics) terminal.stderr.write(`${internalError(error, debug)}\n`)
    if (isGitHubActions(terminal)) annotate(diagnostics ?? [], terminal)
  }
  if (debug && error instanceof Error) terminal.stderr.write(`${pc.dim(formatStack(error))}\n`)
}

/** Places of diagnostics start from the project's folder, which is the working directory of most workflows. */
function annotate(diagnostics: readonly Diagnostic[], terminal: Terminal): void {
  for (const { code, message, hint, at } of diagnostics) {
    const annotation = { level: 'error', title: code, message: hint ? `${message}\n${hint}` : message, at } as const
    terminal.stderr.write(`${githubAnnotation(annotation, terminal.cwd, terminal)}\n`)
  }
}

function diagnosticsIn(error: unknown): readonly Diagnostic[] | undefined {
  if (error instanceof DiagnosticsError) return error.diagnostics
  if (isKerrosError(error)) return [diagnosticOf(error)]
  return undefined
}

function internalError(error: unknown, debug: boolean): string {
  const again = debug ? '' : '\n  Run again with --debug, and please report the stack that it prints.'
  return `${pc.red(pc.bold('internal error'))} ${messageOf(error)}${again}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
