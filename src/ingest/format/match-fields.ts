import type { Columns } from '../../core/columns/index.js'
import type { Diagnostic } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import { suggestName } from '../../core/graph/suggest-name.js'
import { fileDiagnostic } from './data-diagnostic.js'
import type { FileWarning } from './file-warning.js'

/** The names of fields, for columns whose field has another name. */
export type FieldNames = { readonly [column: string]: string }

/** The name of a column's field. Any string may be a column's name, even that of a property of every object. */
export function fieldNameOf(column: string, fieldNames: FieldNames): string {
  return Object.hasOwn(fieldNames, column) ? fieldNames[column]! : column
}

/** Which fields of a file fill which columns. */
export interface MatchedFields {
  /** The column that each field fills, if any. */
  readonly columns: readonly (string | undefined)[]
  /** Names of fields that no column wants. */
  readonly extra: readonly string[]
  /** Columns that no field fills. */
  readonly missing: readonly string[]
  /** Columns that several fields would fill. */
  readonly doubled: readonly string[]
}

/** Finds the column of each field: by its exact name, or else ignoring case. */
export function matchFields(names: readonly string[], columns: Columns, fieldNames: FieldNames): MatchedFields {
  const declared = Object.keys(columns)
  const fieldOf = (column: string): string => fieldNameOf(column, fieldNames)
  const found = names.map(
    (name) =>
      declared.find((column) => fieldOf(column) === name) ??
      declared.find((column) => fieldOf(column).toLowerCase() === name.toLowerCase()),
  )
  const countOf = (column: string): number => found.filter((name) => name === column).length
  return {
    columns: found,
    extra: names.filter((_, i) => found[i] === undefined),
    missing: declared.filter((column) => countOf(column) === 0),
    doubled: declared.filter((column) => countOf(column) > 1),
  }
}

/** What a diagnostic of unmatched fields calls things. */
export interface MatchWords {
  /** Where the names are: `data/ratings.csv:1`. */
  readonly at: string
  /** What has the names: `the header`. */
  readonly where: string
  /** What it has: `column`. */
  readonly what: string
  /** What declares the columns: `source`. */
  readonly declaredBy: 'source' | 'seed'
}

/** What is wrong with the fields of a file: columns without a field, with a similar name if there is one, or with several. */
export function checkMatch(
  { columns, extra, missing, doubled }: MatchedFields,
  fieldNames: FieldNames,
  { at, where, what, declaredBy }: MatchWords,
): readonly Diagnostic[] {
  const fieldOf = (column: string): string => fieldNameOf(column, fieldNames)
  const correct = `Correct the file, or the columns of the ${declaredBy}.`
  return [
    ...missing.map((column) => {
      const nearest = suggestName(fieldOf(column), extra)
      const hint =
        nearest === undefined ? correct : `Is it "${nearest}"? Then rename it in the file, or in the ${declaredBy}.`
      return fileDiagnostic({ at, what: `: ${where} lacks the ${what} "${fieldOf(column)}"`, hint })
    }),
    ...doubled.map((column) => {
      const count = columns.filter((name) => name === column).length
      return fileDiagnostic({
        at,
        what: `: ${where} has the ${what} "${fieldOf(column)}" ${count} times`,
        hint: correct,
      })
    }),
  ]
}

/** A note about fields that are ignored. */
export function leftOut(names: readonly string[]): readonly FileWarning[] {
  return names.length > 0 ? [{ message: `left out, since the source does not declare it: ${quotedNames(names)}` }] : []
}
