import type { Diagnostic } from '../errors/index.js'
import { defaultMethodName, selectorMethod, selectorMethodNames } from './selector-methods.js'
import { suggestName } from './suggest-name.js'

/** One criterion of a selector, as in `2+tag:nightly`. */
export interface Criterion {
  /** As the user wrote it. */
  readonly text: string
  /** One of the selector methods; the default one where the user named none. */
  readonly method: string
  readonly value: string
  /** How many edges up the selection goes; 0 without a `+` in front. */
  readonly ancestors: number
  /** How many edges down the selection goes; 0 without a `+` at the end. */
  readonly descendants: number
  /** `@a`: the node, what depends on it, and all that these need. */
  readonly withDescendantsInputs: boolean
  /** The same criterion with another method and value, for a suggestion. */
  rewritten(methodAndValue: string): string
}

/** Criteria that a node has to meet together: what is between two spaces. */
export interface SelectorTerm {
  readonly text: string
  readonly criteria: readonly Criterion[]
}

/** What was understood of a selector, and what was not. */
export interface ParsedSelector {
  readonly terms: readonly SelectorTerm[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The option that a selector was given with. */
export type SelectorOption = 'select' | 'exclude'

const CRITERION = /^(?<at>@)?(?<up>\d*\+)?(?:(?<method>[\w.]+):)?(?<value>.*?)(?<down>\+\d*)?$/s

const SYNTAX = 'a selector is a name (`a`, `+a`, `a+`, `2+a`, `a+1`, `@a`) or a method with a value (`tag:nightly`)'
const METHODS = `The methods are ${selectorMethodNames.join(', ')}, and config.NAME for any setting.`

/**
 * Reads dbt's selection syntax: spaces, or several items, are a union; commas are an intersection. See
 * docs.getdbt.com/reference/node-selection/syntax.
 *
 * @returns the terms that could be read, and an `E_INVALID_OPTION` for each that could not.
 */
export function parseSelector(items: readonly string[], option: SelectorOption): ParsedSelector {
  const terms: SelectorTerm[] = []
  const diagnostics: Diagnostic[] = []
  for (const item of items as readonly unknown[]) {
    if (typeof item !== 'string') {
      diagnostics.push(
        invalid(`--${option} is given something of type ${typeof item}`, 'Name nodes by strings, as in "+orders".'),
      )
      continue
    }
    const texts = item.split(/\s+/).filter((text) => text !== '')
    if (texts.length === 0)
      diagnostics.push(invalid(`--${option} is empty`, `Leave --${option} out, or name something.`))
    for (const text of texts) {
      const parsed = text.split(',').map((part) => parseCriterion(part, text, option))
      const wrong = parsed.filter((part) => 'code' in part)
      diagnostics.push(...wrong)
      if (wrong.length === 0) terms.push({ text, criteria: parsed.filter((part) => 'text' in part) })
    }
  }
  return { terms, diagnostics }
}

function parseCriterion(text: string, term: string, option: SelectorOption): Criterion | Diagnostic {
  const { at, up, down, method, value = '' } = CRITERION.exec(text)?.groups ?? {}
  const named = text === term ? `"${text}"` : `"${text}" in "${term}"`
  if (text === '') return invalid(`--${option} "${term}" has a comma with nothing next to it`, `${SYNTAX}.`)
  if (value === '') return invalid(`--${option} ${named} names nothing`, `${SYNTAX}.`)
  if (at !== undefined && (up !== undefined || down !== undefined))
    return invalid(
      `--${option} ${named} has both @ and +`,
      '@a already selects a, all that depends on it, and all that these need. Leave the + or the @ out.',
    )
  if (method !== undefined && selectorMethod(method) === undefined) return unknownMethod(named, method, value, option)
  const methodName = method ?? defaultMethodName(value)
  if (methodName === 'fqn' && /[@+:]/.test(value))
    return invalid(`--${option} ${named} cannot be read`, `+, @ and a method go around a name: ${SYNTAX}.`)
  return {
    text,
    method: methodName,
    value,
    ancestors: depth(up?.slice(0, -1)),
    descendants: depth(down?.slice(1)),
    withDescendantsInputs: at !== undefined,
    rewritten: (methodAndValue) => `${at ?? ''}${up ?? ''}${methodAndValue}${down ?? ''}`,
  }
}

function depth(digits: string | undefined): number {
  if (digits === undefined) return 0
  return digits === '' ? Number.POSITIVE_INFINITY : Number(digits)
}

/** Methods of dbt that select by what kerros does not have, and what to do instead. */
const NOT_IN_KERROS: { readonly [method: string]: string } = {
  metric: 'There are no metrics here.',
  saved_query: 'There are no saved queries here: an analysis is one, resource_type:analysis.',
  semantic_model: 'There are no semantic models here.',
  version: 'Models have no versions here: each version is a model of its own name.',
}

function unknownMethod(named: string, method: string, value: string, option: SelectorOption): Diagnostic {
  const instead = Object.hasOwn(NOT_IN_KERROS, method) ? NOT_IN_KERROS[method] : undefined
  if (instead) return invalid(`--${option} ${named}: kerros does not have the method "${method}"`, instead)
  const meant = suggestName(method, [...selectorMethodNames, 'config']) ?? ''
  const nearest = meant === 'config' ? 'config.materialized' : meant
  const question = nearest === '' ? '' : `Did you mean "${nearest}:${value}"? `
  return invalid(`--${option} ${named}: there is no method "${method}"`, `${question}${METHODS}`)
}

function invalid(message: string, hint: string): Diagnostic {
  return { code: 'E_INVALID_OPTION', message, hint }
}
