import { type ColumnTest, columnTest } from '../definitions/column-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { columnOf, selectedColumn } from '../query/column-of.js'

/**
 * Passes when every value of a column is greater than zero; NULLs are left out.
 * The generated SQL: `select … from model where "column" <= 0`
 */
export function positive(options?: TestOptions): ColumnTest<number | bigint | null> {
  return columnTest<number | bigint | null>({
    name: 'positive',
    options,
    failures: (db, column) =>
      db.selectFrom('model as m').select(selectedColumn('m', column)).where(columnOf('m', column), '<=', 0),
  })
}
