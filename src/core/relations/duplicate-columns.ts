import { KerrosError } from '../errors/index.js'

/**
 * What becomes of columns of one name in a row, as `selectAll()` over a join can return them: `last` keeps the later column's
 * value, as other Kysely dialects do; `error` refuses the query with `E_DUPLICATE_COLUMN`.
 */
export type DuplicateColumns = 'last' | 'error'

/** @throws KerrosError `E_INVALID_OPTION` for another value. */
export function checkDuplicateColumns(value: unknown): void {
  if (value === undefined || value === 'last' || value === 'error') return
  throw new KerrosError('E_INVALID_OPTION', `\`duplicateColumns\` is ${JSON.stringify(value)}`, {
    hint: "Use 'last' or 'error'.",
  })
}
