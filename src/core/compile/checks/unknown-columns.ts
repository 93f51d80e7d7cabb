import type { Diagnostic } from '../../errors/index.js'
import { didYouMean } from '../../graph/did-you-mean.js'
import type { OutputColumn } from '../../infer/output-column.js'

/** A column, and what names it, as in `the uniqueKey of "orders"`. */
export type MentionedColumn = readonly [namer: string, column: string]

/**
 * `E_UNKNOWN_COLUMN` for each column that is not there, with the nearest one.
 *
 * @param lacks Ends the sentence, as in `its query does not return`.
 */
export function unknownColumns(
  named: readonly MentionedColumn[],
  columns: readonly Pick<OutputColumn, 'name'>[],
  lacks: string,
): readonly Diagnostic[] {
  const wrong = named.filter(([, column]) => !columns.some(({ name }) => name === column))
  const known = wrong.length === 0 ? [] : [...new Set(columns.map(({ name }) => name))]
  return wrong.map(([namer, column]) => ({
    code: 'E_UNKNOWN_COLUMN',
    message: `${namer} names "${column}", which ${lacks}`,
    names: [column],
    hint: didYouMean(column, known, 'Its columns are'),
  }))
}
