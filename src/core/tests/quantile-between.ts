import { type ColumnTest, columnTest } from '../definitions/column-test.js'
import { count } from '../functions/aggregate-functions.js'
import { rowNumber } from '../functions/window-functions.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import type { GroupedTestOptions } from './grouped-test-options.js'
import { checkColumns } from './shared/check-columns.js'
import { checkNumber } from './shared/check-number.js'
import { freeName } from './shared/free-name.js'
import { refuseNull } from './shared/refuse-null.js'

/**
 * Passes when a quantile of a column is between two numbers, both included, in each group if there are groups; NULLs are
 * left out. The quantile is a value of the column: the least one that this share of the values do not exceed.
 * The generated SQL: `select … from (select "column", row_number() over(order by "column") as "position", count(*) over() as
 * "values" from …) where "position" >= 0.95 * "values" and "position" - 1 < 0.95 * "values" and ("column" < 1 or …)`
 *
 * @param quantile Above 0, up to 1.
 */
export function quantileBetween(
  quantile: number,
  range: readonly [least: number, greatest: number],
  options: GroupedTestOptions = {},
): ColumnTest<number | bigint | null> {
  const { groupBy = [], ...others } = options
  const [least, greatest] = range
  checkColumns('quantileBetween', groupBy)
  checkNumber('quantileBetween', 'quantile', quantile, (share) => share > 0 && share <= 1)
  refuseNull('quantileBetween', [least, greatest])
  return columnTest<number | bigint | null>({
    name: 'expect_column_quantile_values_to_be_between',
    namespace: 'dbt_expectations',
    arguments: {
      quantile,
      min_value: least,
      max_value: greatest,
      ...(groupBy.length > 0 && { group_by: groupBy }),
    },
    columns: { model: groupBy },
    options: others,
    failures: (db, column) => {
      const others = groupBy.filter((group) => group !== column)
      const position = freeName('position', [...others, column])
      const values = freeName('values', [...others, column])
      const groups = groupBy.map((group) => columnOf('m', group))
      const ranked = db
        .selectFrom('model as m')
        .select([
          ...others.map((group) => selectedColumn('m', group)),
          selectedColumn('m', column),
          rowNumber()
            .over((window) =>
              (groups.length === 0 ? window : window.partitionBy(groups)).orderBy(columnOf('m', column)),
            )
            .as(position),
          count()
            .over((window) => (groups.length === 0 ? window : window.partitionBy(groups)))
            .as(values),
        ])
        .where(columnOf('m', column), 'is not', null)
      const [value, rank, all] = [column, position, values].map((name) => columnOf('v', name)) as [any, any, any]
      return db
        .selectFrom(ranked.as('v'))
        .select([...others, column].map((name) => selectedColumn('v', name)))
        .where((eb) => {
          const last = eb(eb.val(quantile), '*', all)
          return eb.and([
            eb(rank, '>=', last),
            eb(eb(rank, '-', eb.lit(1)), '<', last),
            eb.or([eb(value, '<', least), eb(value, '>', greatest)]),
          ])
        })
    },
  })
}
