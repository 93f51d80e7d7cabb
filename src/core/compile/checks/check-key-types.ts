import type { Diagnostic } from '../../errors/index.js'
import type { OutputColumn } from '../../infer/output-column.js'

/**
 * JSON in a key: DuckDB compares its text, in which `{"a":1,"b":2}` and `{"b":2,"a":1}` differ, Snowflake the values.
 *
 * @param option What the key is called, as in `uniqueKey`.
 * @param of The columns of the query, and whose they are, as in `"orders"`.
 */
export function checkKeyTypes(
  option: string,
  key: readonly string[],
  { columns, whose }: { readonly columns: readonly OutputColumn[]; readonly whose: string },
): readonly Diagnostic[] {
  return columns
    .filter(({ name, type }) => key.includes(name) && type?.name === 'json')
    .map(({ name }) => ({
      code: 'E_TYPE_MISMATCH',
      message: `the ${option} of ${whose} has "${name}", which is JSON, and engines compare JSON differently`,
      names: [name],
      hint: 'Name a column with the value in it that counts: jsonPath(x, path, varchar()).',
    }))
}
