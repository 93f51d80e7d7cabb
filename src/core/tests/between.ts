import { type ColumnTest, columnTest } from '../definitions/column-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import { refuseNull } from './shared/refuse-null.js'

/**
 * Passes when every value of a column is between two numbers, both included; NULLs are left out.
 * The generated SQL: `select … from model where ("column" < 1 or "column" > 5)`
 */
export function between(least: number, greatest: number, options?: TestOptions): ColumnTest<number | bigint | null> {
  refuseNull('between', [least, greatest])
  return columnTest<number | bigint | null>({
    name: 'between',
    arguments: { least, greatest },
    options,
    failures: (db, column) =>
      db
        .selectFrom('model as m')
        .select(selectedColumn('m', column))
        .where((eb) => eb.or([eb(columnOf('m', column), '<', least), eb(columnOf('m', column), '>', greatest)])),
  })
}
