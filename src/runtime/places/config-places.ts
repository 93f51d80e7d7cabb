import path from 'node:path'
import { type Diagnostic, DiagnosticsError, diagnosticOf, isKerrosError, KerrosError } from '../../core/errors/index.js'
import { originOf } from '../bundle/imports/map-stack.js'
import { readText } from '../files/read-text.js'
import { withoutComments, withoutStrings } from './masked-text.js'
import { endOfBrackets, offsetIn, outermostKey, positionIn } from './place-in-text.js'

/**
 * Where a configuration file writes an option: `kerros.config.ts:7:3`; the file if it cannot be found there.
 *
 * @param keys The option, after the keys that it is below: `['targets', 'dev', 'settings']`. The last that is found counts.
 */
function placeInConfig(file: string, keys: readonly string[]): string {
  const name = path.basename(file)
  const text = readText(file)
  if (text === undefined) return name
  const code = withoutComments(text)
  const call = code.indexOf('defineProject(')
  let begin = Math.max(0, call)
  let end = code.length
  for (const key of keys) {
    const at = outermostKey(code.slice(begin, end), key)
    if (at === undefined) break
    begin += at
    end = endOfValue(code, begin)
  }
  if (begin === 0 && call < 0) return name
  const { line, column } = positionIn(text, begin)
  return `${name}:${line}:${column}`
}

/** What can be wrong with a configuration: its options, and globs that name no files. */
const CODES: ReadonlySet<string> = new Set(['E_CONFIG', 'E_NO_PROJECT'])

/**
 * An error of the configuration with its line: of the code that threw, else of the option that it names. Errors of something else,
 * and those that have a line, stay as they are.
 *
 * @param keys Where the option is if the error does not name one: see {@link placeInConfig}.
 */
export function placedConfigError(error: unknown, file: string | undefined, keys: readonly string[]): unknown {
  if (file === undefined || !isKerrosError(error) || !CODES.has(error.code)) return error
  if (error instanceof DiagnosticsError)
    return new DiagnosticsError(error.diagnostics.map((each) => refined(each, file, keys)))
  return new KerrosError(error.code, error.message, {
    ...refined({ ...diagnosticOf(error), cause: error.cause }, file, keys),
    cause: error,
  })
}

function refined(diagnostic: Diagnostic, file: string, keys: readonly string[]): Diagnostic {
  const { at, names = [], cause } = diagnostic
  const [, row, column] = /:(\d+):(\d+)$/.exec(at ?? '') ?? []
  if (row !== undefined)
    return { ...diagnostic, at: withinCall(file, { line: +row, column: +column! }, names[0]) ?? at }
  return { ...diagnostic, at: originOf(cause) ?? placeInConfig(file, [...keys, ...names.slice(0, 1)]) }
}

/** Where a call at a place writes an option. */
function withinCall(
  file: string,
  call: { readonly line: number; readonly column: number },
  option: string | undefined,
): string | undefined {
  const text = option === undefined ? undefined : readText(file)
  if (text === undefined) return undefined
  const code = withoutComments(text)
  const begin = offsetIn(text, call)
  const open = code.indexOf('(', begin)
  const own = code.slice(begin, endOfBrackets(withoutStrings(code), open + 1))
  const at = outermostKey(own, option!)
  if (at === undefined) return undefined
  const { line, column } = positionIn(text, begin + at)
  return `${path.basename(file)}:${line}:${column}`
}

/** Where the value of the key at a position ends: at the comma behind it, or with the brackets around it. */
function endOfValue(code: string, begin: number): number {
  const plain = withoutStrings(code)
  let depth = 0
  for (let i = begin; i < plain.length; i++) {
    const char = plain[i]!
    if ('([{'.includes(char)) depth++
    else if (')]}'.includes(char) && depth-- === 0) return i
    else if (char === ',' && depth === 0) return i
  }
  return plain.length
}
