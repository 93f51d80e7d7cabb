import { isKerrosError, KerrosError } from '../../core/errors/index.js'
import { suggestName } from '../../core/graph/suggest-name.js'
import { PACKAGE_NAMESPACE } from './packages-plugin.js'

/** What esbuild reports about one error. */
interface BuildMessage {
  readonly text: string
  /** What a plugin threw. */
  readonly detail?: unknown
  readonly location: {
    readonly file: string
    readonly line: number
    readonly column: number
    readonly suggestion?: string
  } | null
}

const CORRECT = 'Correct the file; `npx tsc --noEmit` shows the same and more.'

const NO_EXPORT = /^No matching export in "([^"]*)" for import "([^"]*)"$/
const UNDEFINED_IMPORT = /^Import "([^"]*)" will always be undefined because there is no matching export in "([^"]*)"$/

/**
 * The error that reports everything wrong in a failed bundle, with places.
 *
 * @param exportsOf What the packages export that the bundle imports.
 */
export function buildFailure(error: unknown, exportsOf: ReadonlyMap<string, readonly string[]>): KerrosError {
  if (isKerrosError(error)) return error
  const found = (error as { readonly errors?: readonly BuildMessage[] }).errors ?? []
  const messages = found.map((message) => ({ ...message, ...explained(message, exportsOf) }))
  if (messages.length === 0) {
    const message = error instanceof Error ? error.message : String(error)
    return new KerrosError('E_LOAD_PROJECT', `the project's files cannot be bundled: ${message}`, { cause: error })
  }
  const details = messages.map(({ detail }) => detail).filter(isKerrosError)
  const other = details.find(({ code }) => code !== 'E_LOAD_PROJECT')
  if (other) return other
  const lines = messages.map(({ text, location }) => (location ? `${place(location)}: ${text}` : text))
  const at = messages[0]?.location
  const hints = new Set(messages.map(({ hint }) => hint))
  return new KerrosError('E_LOAD_PROJECT', lines.join('\n'), {
    hint: [...hints].join('\n'),
    ...(at && { subject: place(at), at: place(at) }),
    cause: error,
  })
}

/** A message in the user's terms, and a hint. */
function explained(
  { text, detail, location }: BuildMessage,
  exportsOf: ReadonlyMap<string, readonly string[]>,
): { readonly text: string; readonly hint: string } {
  if (isKerrosError(detail)) return { text, hint: detail.hint ?? CORRECT }
  // The original text names the bundle's format, which users do not choose.
  if (text.startsWith('Top-level await'))
    return {
      text: 'a file of the project cannot use await outside of a function',
      hint: 'Move the await out of the project files.',
    }
  const [, missing, of] = UNDEFINED_IMPORT.exec(text) ?? []
  const [, file = of, name = missing] = NO_EXPORT.exec(text) ?? []
  if (file === undefined || name === undefined) return { text, hint: CORRECT }
  const prefix = `${PACKAGE_NAMESPACE}:`
  const from = file.startsWith(prefix) ? file.slice(prefix.length) : file
  const [elsewhere] = [...exportsOf].find(([, names]) => name !== 'default' && names.includes(name)) ?? []
  if (elsewhere !== undefined)
    return { text: `"${from}" has no export "${name}"`, hint: `Import "${name}" from "${elsewhere}", which has it.` }
  const nearest = suggestName(name, exportsOf.get(from) ?? []) ?? (location?.suggestion || undefined)
  const hint = nearest === undefined ? CORRECT : `Did you mean "${nearest}"? Then import that instead of "${name}".`
  return { text: `"${from}" has no export "${name}"`, hint }
}

function place({ file, line, column }: NonNullable<BuildMessage['location']>): string {
  return `${file}:${line}:${column + 1}`
}
