import { KerrosError } from '../../errors/index.js'

/**
 * The separator itself.
 *
 * @throws KerrosError `E_INVALID_OPTION` for the empty text: DuckDB would split it into characters, Snowflake not at all.
 */
export function checkedSeparator(helper: string, separator: string): string {
  if (separator !== '') return separator
  throw new KerrosError('E_INVALID_OPTION', `${helper} cannot split at an empty text`, {
    hint: 'Give it a separator; one character of a string is substring(x, position, 1).',
  })
}
