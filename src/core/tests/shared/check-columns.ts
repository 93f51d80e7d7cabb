import { KerrosError } from '../../errors/index.js'

/**
 * Refuses columns that are not in a list, too few of them, and a column that is listed twice; tsc says some of it too.
 *
 * @param least How many columns the list has at least.
 * @throws KerrosError `E_INVALID_DEFINITION`.
 */
export function checkColumns(test: string, columns: unknown, least = 0): void {
  const isList = Array.isArray(columns) && columns.every((column) => typeof column === 'string')
  if (isList && columns.length >= least && new Set(columns).size === columns.length) return
  const given = !isList
    ? 'no list of columns'
    : columns.length < least
      ? `${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`
      : 'a column twice'
  throw new KerrosError('E_INVALID_DEFINITION', `${test}(…) was given ${given}`, {
    hint: `List ${least > 1 ? 'the columns' : 'each column'} once by its name: ['order_id', 'line'].`,
  })
}
