import { type ColumnTest, columnTest } from '../definitions/column-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { columnOf, selectedColumn } from '../query/column-of.js'

/**
 * Passes when a column has no NULL.
 * The generated SQL: `select … from model where "column" is null`
 */
export function notNull(options?: TestOptions): ColumnTest<unknown> {
  return columnTest<unknown>({
    name: 'not_null',
    options,
    failures: (db, column) =>
      db.selectFrom('model as m').select(selectedColumn('m', column)).where(columnOf('m', column), 'is', null),
  })
}
