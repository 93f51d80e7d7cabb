import type { Diagnostic } from '../errors/index.js'
import { didYouMean } from './did-you-mean.js'
import { INDIRECT_SELECTIONS, type IndirectSelection } from './indirect-selection.js'
import { parseSelector } from './parse-selector.js'

/** A part of a named selector: a selector in dbt's syntax, or a group of parts. */
export type SelectorPart = string | SelectorGroup

/** Parts that are selected together, less those of `exclude`. */
export type SelectorGroup = (
  | {
      /** What any of these selects. */
      readonly union: readonly SelectorPart[]
      readonly intersection?: never
    }
  | {
      /** What all of these select. */
      readonly intersection: readonly SelectorPart[]
      readonly union?: never
    }
) & {
  /** What is taken away from that. Default: nothing. */
  readonly exclude?: readonly SelectorPart[]
  /** Which tests are selected with it. Default: as the selector that it is a part of says, or else `--indirect-selection`. */
  readonly indirectSelection?: IndirectSelection
}

/** A selector with a name: `--selector nightly`, or `selector:nightly` within another one. */
export type NamedSelector = SelectorGroup & {
  /** What it is for, for readers. */
  readonly description?: string
  /** Whether it is used where no `--select`, `--exclude` or `--selector` is given. Default: false. */
  readonly default?: boolean
}

/** Selectors by their names. */
export type NamedSelectors = { readonly [name: string]: NamedSelector }

/** The method by which a selector names another one. */
export const SELECTOR_METHOD = 'selector'

/** The name of the selector that is used where nothing is selected, if there is one. */
export function defaultSelector(selectors: NamedSelectors): string | undefined {
  return Object.keys(selectors).find((name) => selectors[name]!.default === true)
}

/** The same selectors, with tests by the mode of the command. */
export function withoutModes(selectors: NamedSelectors): NamedSelectors {
  return Object.fromEntries(Object.entries(selectors).map(([name, selector]) => [name, withoutMode(selector)]))
}

function withoutMode<G extends SelectorGroup>(group: G): G {
  const lists = LISTS.flatMap((key) => {
    const parts = (group as { readonly [key: string]: unknown })[key] as readonly SelectorPart[] | undefined
    return parts ? [[key, parts.map((part) => (typeof part === 'string' ? part : withoutMode(part)))]] : []
  })
  return { ...group, ...Object.fromEntries(lists), indirectSelection: undefined }
}

/** What is wrong with named selectors: shapes that tsc would have refused, names that do not exist, and circles. */
export function checkSelectors(selectors: unknown): readonly Diagnostic[] {
  if (selectors === undefined) return []
  if (!isObject(selectors))
    return [
      wrong(
        'the option "selectors" is not an object',
        "Give selectors by name: selectors: { nightly: { union: ['tag:nightly'] } }.",
      ),
    ]
  const names = Object.keys(selectors)
  const defaults = names.filter((name) => isObject(selectors[name]) && selectors[name]['default'] === true)
  return [
    ...Object.entries(selectors).flatMap(([name, selector]) =>
      isObject(selector)
        ? [...checkGroup(selector, name, names, NAMED), ...circles(name, selectors as NamedSelectors)]
        : [
            wrong(
              `the selector "${name}" is not an object`,
              "Give a union or an intersection: { union: ['tag:nightly'] }.",
            ),
          ],
    ),
    ...(defaults.length > 1
      ? [
          wrong(
            `the selectors ${defaults.map((name) => `"${name}"`).join(' and ')} are both the default`,
            'Keep one of them.',
          ),
        ]
      : []),
  ]
}

const LISTS: readonly string[] = ['union', 'intersection', 'exclude']
const GROUP: readonly string[] = [...LISTS, 'indirectSelection']
const NAMED: readonly string[] = [...GROUP, 'description', 'default']

function checkGroup(
  group: { readonly [key: string]: unknown },
  name: string,
  names: readonly string[],
  keys: readonly string[],
): readonly Diagnostic[] {
  const unknown = Object.keys(group)
    .filter((key) => !keys.includes(key))
    .map((key) => wrong(`the selector "${name}" has no "${key}"`, didYouMean(key, keys, 'It may have')))
  if ((group['union'] === undefined) === (group['intersection'] === undefined))
    return [
      ...unknown,
      wrong(`the selector "${name}" needs either "union" or "intersection"`, "Write { union: ['tag:nightly'] }."),
    ]
  return [
    ...unknown,
    ...checkMode(group['indirectSelection'], name),
    ...LISTS.flatMap((key) => {
      const parts = group[key]
      if (parts === undefined) return []
      if (!Array.isArray(parts) || parts.length === 0)
        return [
          wrong(
            `"${key}" of the selector "${name}" is not a list with something in it`,
            `Write ${key}: ['tag:nightly'].`,
          ),
        ]
      return parts.flatMap((part: unknown) => checkPart(part, name, names))
    }),
  ]
}

function checkMode(mode: unknown, name: string): readonly Diagnostic[] {
  if (mode === undefined || (INDIRECT_SELECTIONS as readonly unknown[]).includes(mode)) return []
  return [
    wrong(
      `the selector "${name}" has no indirect selection "${String(mode)}"`,
      didYouMean(String(mode), INDIRECT_SELECTIONS, 'It may be'),
    ),
  ]
}

function checkPart(part: unknown, name: string, names: readonly string[]): readonly Diagnostic[] {
  if (isObject(part)) return checkGroup(part, name, names, GROUP)
  if (typeof part !== 'string')
    return [
      wrong(
        `the selector "${name}" has something of type ${typeof part} in it`,
        'Give selectors as text, or groups of them.',
      ),
    ]
  const { terms, diagnostics } = parseSelector([part], 'select')
  return [
    ...diagnostics.map((each) => wrong(`the selector "${name}": ${each.message.replace(/^--select /, '')}`, each.hint)),
    ...terms
      .flatMap(({ criteria }) => criteria)
      .filter(({ method, value }) => method === SELECTOR_METHOD && !names.includes(value))
      .map(({ value }) =>
        wrong(
          `the selector "${name}" names "${value}", which is no selector`,
          didYouMean(value, names, 'Selectors are'),
        ),
      ),
  ]
}

/** A selector that leads back to itself. */
function circles(name: string, selectors: NamedSelectors): readonly Diagnostic[] {
  const seen = new Set<string>()
  const waiting = [...namedIn(selectors[name]!)]
  for (const each of waiting) {
    if (each === name) return [wrong(`the selector "${name}" is made of itself`, 'Take one of the two away.')]
    if (seen.has(each) || !isObject(selectors[each])) continue
    seen.add(each)
    waiting.push(...namedIn(selectors[each]!))
  }
  return []
}

function namedIn(part: SelectorPart): readonly string[] {
  if (typeof part === 'string')
    return parseSelector([part], 'select')
      .terms.flatMap(({ criteria }) => criteria)
      .flatMap(({ method, value }) => (method === SELECTOR_METHOD ? [value] : []))
  if (!isObject(part)) return []
  return [part.union, part.intersection, part.exclude].flatMap((parts) =>
    Array.isArray(parts) ? parts.flatMap(namedIn) : [],
  )
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(message: string, hint: string | undefined): Diagnostic {
  return { code: 'E_CONFIG', message, hint, names: ['selectors'] }
}
