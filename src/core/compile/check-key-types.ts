import type { Diagnostic } from '../errors/index.js'
import type { OutputColumn } from '../infer/output-column.js'

/**
 * JSON in a key: DuckDB compares its text, in which `{"a":1,"b":2}` and `{"b":2,"a":1}` differ, Snowflake the values.
 *
 * @param whose As in `"orders"`.
 */
export function checkKeyTypes(
  uniqueKey: readonly string[],
  columns: readonly OutputColumn[],
  whose: string,
): readonly Diagnostic[] {
  return columns
    .filter(({ name, type }) => uniqueKey.includes(name) && type?.name === 'json')
    .map(({ name }) => ({
      code: 'E_TYPE_MISMATCH',
      message: `the uniqueKey of ${whose} has "${name}", which is JSON, and engines compare JSON differently`,
      names: [name],
      hint: 'Name a column with the value in it that counts: jsonPath(x, path, varchar()).',
    }))
}
