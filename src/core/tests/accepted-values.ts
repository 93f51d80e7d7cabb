import { type ColumnTest, columnTest, type TestOptions } from '../definitions/column-test.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import type { Widen } from './widen.js'

/**
 * Passes when every value of a column is among the given ones; NULLs are left out.
 * The generated SQL: `select … from model where "column" not in (…)`
 */
export function acceptedValues<const V extends string | number>(
  values: readonly V[],
  options?: TestOptions,
): ColumnTest<Widen<V> | null> {
  return columnTest<Widen<V> | null>({
    name: 'accepted_values',
    arguments: { values },
    options,
    failures: (db, column) =>
      db.selectFrom('model as m').select(selectedColumn('m', column)).where(columnOf('m', column), 'not in', values),
  })
}
