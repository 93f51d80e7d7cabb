import { type ColumnTest, columnTest } from '../definitions/column-test.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import type { GroupedTestOptions } from './grouped-test-options.js'
import { checkColumns } from './shared/check-columns.js'
import { checkNumber } from './shared/check-number.js'
import { freeName } from './shared/free-name.js'

/** What share of rows {@link notNullProportion} accepts. */
export interface NotNullProportionOptions extends GroupedTestOptions {
  /** The least share of rows with a value, from 0 to 1. */
  readonly atLeast: number
  /** The greatest one. Default: 1. */
  readonly atMost?: number
}

/**
 * Passes when the share of rows that have a value other than NULL is in a range, in each group if there are groups. Without
 * rows there is no share, and the test passes.
 * The generated SQL: `select count("column"), count(*) from model having count(*) > 0 and (count("column") < 0.95 * count(*) …)`
 */
export function notNullProportion(options: NotNullProportionOptions): ColumnTest<unknown> {
  const { atLeast, atMost = 1, groupBy = [], ...others } = options
  checkColumns('notNullProportion', groupBy)
  checkNumber('notNullProportion', 'atLeast', atLeast, (share) => share >= 0 && share <= 1)
  checkNumber('notNullProportion', 'atMost', atMost, (share) => share >= atLeast && share <= 1)
  return columnTest<unknown>({
    name: 'not_null_proportion',
    namespace: 'dbt_utils',
    arguments: {
      at_least: atLeast,
      ...(options.atMost !== undefined && { at_most: atMost }),
      ...(groupBy.length > 0 && { group_by_columns: groupBy }),
    },
    columns: { model: groupBy },
    options: others,
    failures: (db, column) => {
      const counted = db
        .selectFrom('model as m')
        .select((eb) => [
          ...groupBy.map((group) => selectedColumn('m', group)),
          eb.fn.count(columnOf('m', column)).as(freeName('not_null_rows', groupBy)),
          eb.fn.countAll().as(freeName('all_rows', groupBy)),
        ])
        .having((eb) => {
          const found = eb.fn.count(columnOf('m', column))
          const share = (of: number) => eb(eb.val(of), '*', eb.fn.countAll() as any)
          return eb.and([
            eb(eb.fn.countAll(), '>', eb.lit(0)),
            eb.or([eb(found, '<', share(atLeast)), eb(found, '>', share(atMost))]),
          ])
        })
      return groupBy.length === 0 ? counted : counted.groupBy(groupBy.map((group) => columnOf('m', group)))
    },
  })
}
