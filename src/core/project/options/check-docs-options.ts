import {
  checkOptionNames,
  isPlainObject,
  kindOf,
  type OptionNames,
} from '../../definitions/options/values/option-checks.js'
import type { Diagnostic } from '../../errors/index.js'
import type { DocsOptions } from './project-config.js'

const OPTIONS: OptionNames<DocsOptions> = { pages: true }

const HINT = "Give globs of Markdown files, or lists of them by heading: docs: { pages: ['docs/**/*.md'] }."

/** What is wrong with the option `docs` of a project. */
export function checkDocsOptions(docs: unknown): readonly Pick<Diagnostic, 'message' | 'hint' | 'names'>[] {
  if (docs === undefined) return []
  if (!isPlainObject(docs))
    return [{ message: `the option "docs" is ${kindOf(docs)}, not an object`, hint: HINT, names: ['docs'] }]
  return [...checkOptionNames(docs, OPTIONS, ' of "docs"'), ...checkPages((docs as { readonly pages?: unknown }).pages)]
}

function checkPages(pages: unknown): readonly Pick<Diagnostic, 'message' | 'hint' | 'names'>[] {
  if (pages === undefined) return []
  const lists = isPlainObject(pages) ? Object.entries(pages as object) : [['', pages] as const]
  return lists
    .filter(([, list]) => !isListOfStrings(list))
    .map(([heading, list]) => ({
      message: `the pages of "docs"${heading === '' ? '' : ` under "${heading}"`} are ${
        Array.isArray(list) ? 'a list of other things than strings' : `${kindOf(list)}, not a list`
      }`,
      hint: HINT,
      names: ['pages'],
    }))
}

function isListOfStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
