import { isKerrosError, KerrosError } from '../../../core/errors/index.js'
import { suggestName } from '../../../core/graph/suggest-name.js'
import type { Prefixes } from '../inputs/prefixes.js'
import { type BuildMessage, buildMessages, messagePlace } from './build-message.js'
import { PACKAGE_NAMESPACE } from './packages-plugin.js'

const CORRECT = 'Correct the file; `npx tsc --noEmit` shows the same and more.'

const UNREADABLE = /^Cannot read file "(.*)": permission denied$/
const NO_EXPORT = /^No matching export in "([^"]*)" for import "([^"]*)"$/
const UNDEFINED_IMPORT = /^Import "([^"]*)" will always be undefined because there is no matching export in "([^"]*)"$/

/** What is known of a failed bundle. */
interface FailedBundle {
  /** What the packages export that the bundle imports. */
  readonly exportsOf: ReadonlyMap<string, readonly string[]>
  readonly prefixes: Prefixes
}

/** The error that reports everything wrong in a failed bundle, with places. */
export function buildFailure(error: unknown, { exportsOf, prefixes }: FailedBundle): KerrosError {
  if (isKerrosError(error)) return error
  const messages = buildMessages(error).map((message) => ({
    ...explained(message, exportsOf),
    detail: message.detail,
    at: messagePlace(message, prefixes),
  }))
  if (messages.length === 0) {
    const message = error instanceof Error ? error.message : String(error)
    return new KerrosError('E_LOAD_PROJECT', `the project's files cannot be bundled: ${message}`, { cause: error })
  }
  const details = messages.map(({ detail }) => detail).filter(isKerrosError)
  const other = details.find(({ code }) => code !== 'E_LOAD_PROJECT')
  if (other) return other
  const unread = messages.map(({ text }) => UNREADABLE.exec(text)?.[1]).find((file) => file !== undefined)
  if (unread !== undefined)
    return new KerrosError('E_NOT_PERMITTED', `${unread} may not be read: permission denied`, {
      hint: 'Get the right to read the file.',
      cause: error,
    })
  const lines = messages.map(({ text, at }) => (at === undefined ? text : `${at}: ${text}`))
  const at = messages[0]?.at
  const hints = new Set(messages.map(({ hint }) => hint))
  return new KerrosError('E_LOAD_PROJECT', lines.join('\n'), {
    hint: [...hints].join('\n'),
    ...(at !== undefined && { subject: at, at }),
    cause: error,
  })
}

/** A message in the user's terms, and a hint. */
function explained(
  { text, detail, location }: BuildMessage,
  exportsOf: ReadonlyMap<string, readonly string[]>,
): { readonly text: string; readonly hint: string } {
  if (isKerrosError(detail)) return { text, hint: detail.hint ?? CORRECT }
  if (text.startsWith('require('))
    return { text, hint: 'Import it instead, as in: import * as file from "…". In CommonJS: await import("…").' }
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
