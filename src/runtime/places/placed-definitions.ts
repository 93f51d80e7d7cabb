import path from 'node:path'
import { type Diagnostic, DiagnosticsError } from '../../core/errors/index.js'
import { readText } from '../files/read-text.js'
import { placeInText } from './place-in-text.js'

/**
 * Diagnostics with the line of the definition that they are about, and of the option or the column in it that they name.
 * Those that have a line, and those of what no file exports by name, stay as they are.
 *
 * @param root The folder that their places start from.
 */
export function placedDefinitions(diagnostics: readonly Diagnostic[], root: string): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    const { at } = diagnostic
    const text = at === undefined || /:\d+$/.test(at) ? undefined : readText(path.resolve(root, at))
    const found = text === undefined ? undefined : placeOf(diagnostic, text)
    return found ? { ...diagnostic, at: `${at}:${found.line}:${found.column}` } : diagnostic
  })
}

/** The same for what is thrown while a project is opened. */
export function placedError(error: unknown, root: string): unknown {
  return error instanceof DiagnosticsError ? new DiagnosticsError(placedDefinitions(error.diagnostics, root)) : error
}

function placeOf({ subject, names = [], at }: Diagnostic, text: string): ReturnType<typeof placeInText> {
  const ofDefinition = subject !== undefined && subject !== at
  // Of two definitions of one name, the second is where it went wrong.
  const exported = ofDefinition ? [subject] : names.toReversed()
  const option = ofDefinition ? names[0] : undefined
  for (const name of exported) {
    const found =
      placeInText(text, { name, isSource: false, column: undefined, option }) ??
      placeInText(text, { name: name.slice(name.lastIndexOf('.') + 1), isSource: true, column: undefined, option })
    if (found) return found
  }
  return undefined
}
