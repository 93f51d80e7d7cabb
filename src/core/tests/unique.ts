import { type ColumnTest, columnTest } from '../definitions/column-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { columnOf, selectedColumn } from '../query/column-of.js'

/**
 * Passes when no value of a column appears twice; NULLs are left out.
 * The generated SQL: `select "column" from model where "column" is not null group by "column" having count(*) > 1`
 */
export function unique(options?: TestOptions): ColumnTest<unknown> {
  return columnTest<unknown>({
    name: 'unique',
    options,
    failures: (db, column) =>
      db
        .selectFrom('model as m')
        .select(selectedColumn('m', column))
        .where(columnOf('m', column), 'is not', null)
        .groupBy(columnOf('m', column))
        .having((eb) => eb(eb.fn.countAll(), '>', 1)),
  })
}
