import pc from 'picocolors'
import type { Diagnostic } from '../../core/errors/index.js'
import { groupBy } from '../../util/group-by.js'
import { formatDiagnostic, formatError, formatHint, type ShownAs } from './format-diagnostic.js'

/** Most names that are listed of what is wrong in the same way. */
const MOST_NAMES = 20

/**
 * Diagnostics for readers, so that nothing is said twice: what is wrong with several things in the same way is shown once, with
 * the names of the others, and a hint that several have follows them all. With `debug`, each is shown alone, with its stack.
 *
 * @returns A string for each hint, in the order of the diagnostics.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], shownAs: ShownAs): readonly string[] {
  if (shownAs.debug) return diagnostics.map((each) => formatDiagnostic(each, shownAs))
  return [...groupBy(diagnostics, hintKey).values()].map((sameHint) => {
    const errors = [...groupBy(sameHint, errorKey).values()].map(([first, ...others]) => {
      const names = others.flatMap(({ subject, at }) => subject ?? at ?? [])
      return [formatError(first!), ...(names.length > 0 ? [sameLine(names)] : [])].join('\n')
    })
    return [...errors, ...formatHint(sameHint[0]!, shownAs)].join('\n')
  })
}

/** What makes two diagnostics the same but for what they are about: their code and their words. */
export function errorKey({ code, message, subject }: Diagnostic): string {
  return JSON.stringify([code, subject === undefined ? message : message.replaceAll(`"${subject}"`, '"…"')])
}

function hintKey(diagnostic: Diagnostic): string {
  const { code, hint, subject } = diagnostic
  if (hint === undefined) return errorKey(diagnostic)
  return JSON.stringify([code, subject === undefined ? hint : hint.replaceAll(new RegExp(asWord(subject), 'g'), '…')])
}

function asWord(text: string): string {
  return `(?<![\\w$])${text.replace(/[^\w\s]/g, '\\$&')}(?![\\w$])`
}

function sameLine(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''
  return `  ${pc.dim(`the same: ${names.slice(0, MOST_NAMES).join(', ')}${more}`)}`
}
