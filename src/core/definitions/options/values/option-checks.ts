import type { Diagnostic } from '../../../errors/index.js'
import { didYouMean } from '../../../graph/did-you-mean.js'
import { checkMeta } from './check-meta.js'
import { invalid } from './definition-diagnostics.js'
import { isPlainObject, kindOf } from './kind-of.js'

export { isPlainObject, kindOf } from './kind-of.js'

/** The names of all options of a function. The type keeps a list complete when an option is added. */
export type OptionNames<Options> = { readonly [K in keyof Options]-?: true }

/**
 * Options that a function does not have: a misspelt one would else be passed over in silence.
 *
 * @param options What was given.
 * @param where Whose options they are, when not the definition's own: ` of column "id"`.
 */
export function checkOptionNames(options: unknown, names: OptionNames<any>, where = ''): readonly Diagnostic[] {
  if (options === undefined) return []
  const known = Object.keys(names)
  if (!isPlainObject(options))
    return [invalid(`the options${where} are ${kindOf(options)}, not an object`, `Options are ${known.join(', ')}.`)]
  return Object.keys(options)
    .filter((key) => !Object.hasOwn(names, key))
    .map((key) => {
      const hint =
        where === '' && Object.hasOwn(ELSEWHERE, key) ? ELSEWHERE[key]! : didYouMean(key, known, 'Options are')
      return invalid(`there is no option "${key}"${where}`, hint, key)
    })
}

/** Options that only some definitions have, and what others have in their place. */
const ELSEWHERE: { readonly [option: string]: string } = {
  constraints:
    'Only table(…) and incremental(…) have constraints. Test the columns instead: columns: { id: { tests: [unique(), notNull()] } }.',
}

/** Options whose properties can be read, even if something else was passed: {@link checkOptionNames} reports that. */
export function objectOrEmpty<Options extends object>(options: Options): Options {
  return isPlainObject(options) ? options : ({} as Options)
}

/** Options that a function cannot do without. */
export function checkNeeded(options: object, needed: readonly string[]): readonly Diagnostic[] {
  return needed
    .filter((option) => (options as { readonly [option: string]: unknown })[option] === undefined)
    .map((option) =>
      invalid(`the option "${option}" is missing`, `Options that it needs are ${needed.join(', ')}.`, option),
    )
}

/** A value that is none of those which an option can have. */
export function checkChoice(option: string, value: unknown, choices: readonly string[]): readonly Diagnostic[] {
  if (value === undefined || choices.includes(value as string)) return []
  const hint = didYouMean(String(value), choices, 'It may be')
  return [invalid(`the option "${option}" is ${displayValue(value)}`, hint, option)]
}

/** A switch that is neither on nor off: every string would count as on, `'false'` too. */
export function checkBoolean(option: string, value: unknown): readonly Diagnostic[] {
  if (value === undefined || typeof value === 'boolean') return []
  return [
    invalid(
      `the option "${option}" is ${displayValue(value)}, not true or false`,
      'Give true or false, or leave it out.',
      option,
    ),
  ]
}

/** What a definition says to readers and to other tools. */
interface About {
  readonly description?: unknown
  readonly tags?: unknown
  readonly meta?: unknown
}

/** A description, tags or `meta` of another type: they would reach comments of the warehouse and dbt's artifacts. */
export function checkAbout({ description, tags, meta }: About): readonly Diagnostic[] {
  return [...checkString('description', description), ...checkTags(tags), ...checkMeta(meta)]
}

/**
 * A value that is not a string where words are expected.
 *
 * @param where Whose option it is, when not the definition's own: ` of column "id"`.
 */
export function checkString(option: string, value: unknown, where = ''): readonly Diagnostic[] {
  if (value === undefined || typeof value === 'string') return []
  return [
    invalid(
      `the option "${option}"${where} is ${kindOf(value)}, not a string`,
      'Give a string, or leave it out.',
      option,
    ),
  ]
}

/** Tags that are not a list: a string would be read as a list of its letters. */
function checkTags(tags: unknown): readonly Diagnostic[] {
  if (tags === undefined || (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string'))) return []
  return [
    invalid(
      `the option "tags" is ${displayValue(tags)}, not a list of strings`,
      "Give a list: tags: ['nightly'].",
      'tags',
    ),
  ]
}

function displayValue(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : kindOf(value)
}
