import { type ColumnTest, columnTest } from '../definitions/column-test.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import type { GroupedTestOptions } from './grouped-test-options.js'
import { checkColumns } from './shared/check-columns.js'

/**
 * Passes when a column has a value other than NULL, in each group if there are groups. An empty relation fails, unless
 * there are groups.
 * The generated SQL: `select count("column") as "not_null_rows" from model having count("column") = 0`
 */
export function atLeastOne(options: GroupedTestOptions = {}): ColumnTest<unknown> {
  const { groupBy = [], ...others } = options
  checkColumns('atLeastOne', groupBy)
  return columnTest<unknown>({
    name: 'at_least_one',
    namespace: 'dbt_utils',
    arguments: groupBy.length > 0 ? { group_by_columns: groupBy } : {},
    columns: { model: groupBy },
    options: others,
    failures: (db, column) => {
      const counted = db.selectFrom('model as m').having((eb) => eb(eb.fn.count(columnOf('m', column)), '=', eb.lit(0)))
      if (groupBy.length === 0) return counted.select((eb) => eb.fn.count(columnOf('m', column)).as('not_null_rows'))
      return counted
        .select(groupBy.map((group) => selectedColumn('m', group)))
        .groupBy(groupBy.map((group) => columnOf('m', group)))
    },
  })
}
