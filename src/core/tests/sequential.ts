import { type ColumnTest, columnTest } from '../definitions/column-test.js'
import type { DatePart } from '../functions/call/date-part.js'
import { dateAdd, type Temporal } from '../functions/date-functions.js'
import { lag } from '../functions/window-functions.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import type { GroupedTestOptions } from './grouped-test-options.js'
import { checkColumns } from './shared/check-columns.js'
import { checkNumber } from './shared/check-number.js'
import { freeName } from './shared/free-name.js'

/** How far the values of {@link sequential} are apart. */
export interface SequentialOptions extends GroupedTestOptions {
  /** From one value to the next, greater than 0. Default: 1. */
  readonly interval?: number
}

/** The same for dates and timestamps. */
export interface SequentialDatesOptions extends SequentialOptions {
  /** The unit of `interval`. */
  readonly datepart: DatePart
}

/**
 * Passes when the values of a column in their order are all one interval apart, in each group if there are groups; NULLs
 * are left out. Equal values fail.
 * The generated SQL: `select … from (select "column", lag("column") over(order by "column") as "previous" from model where
 * "column" is not null) where "previous" is not null and ("column" = "previous" or "column" != "previous" + 1)`
 */
export function sequential(options: SequentialDatesOptions): ColumnTest<Temporal>
export function sequential(options?: SequentialOptions): ColumnTest<number | bigint | null>
export function sequential(options: SequentialOptions & { readonly datepart?: DatePart } = {}): ColumnTest<any> {
  const { interval = 1, datepart, groupBy = [], ...others } = options
  checkColumns('sequential', groupBy)
  checkNumber(
    'sequential',
    'interval',
    interval,
    (step) => step > 0 && (datepart === undefined || Number.isInteger(step)),
  )
  return columnTest<any>({
    name: 'sequential_values',
    namespace: 'dbt_utils',
    arguments: {
      ...(options.interval !== undefined && { interval }),
      ...(datepart !== undefined && { datepart }),
      ...(groupBy.length > 0 && { group_by_columns: groupBy }),
    },
    columns: { model: groupBy },
    options: others,
    failures: (db, column) => {
      const others = groupBy.filter((group) => group !== column)
      const before = freeName('previous', [...others, column])
      const values = db
        .selectFrom('model as m')
        .select([
          ...others.map((group) => selectedColumn('m', group)),
          selectedColumn('m', column),
          lag(columnOf('m', column))
            .over((window) =>
              (groupBy.length === 0
                ? window
                : window.partitionBy(groupBy.map((group) => columnOf('m', group)))
              ).orderBy(columnOf('m', column)),
            )
            .as(before),
        ])
        .where(columnOf('m', column), 'is not', null)
      const [value, previous] = [column, before].map((name) => columnOf('v', name)) as [any, any]
      return db
        .selectFrom(values.as('v'))
        .select([...others, column, before].map((name) => selectedColumn('v', name)))
        .where((eb) => {
          const expected = datepart === undefined ? eb(previous, '+', interval) : dateAdd(datepart, interval, previous)
          return eb.and([eb(previous, 'is not', null), eb.or([eb(value, '=', previous), eb(value, '!=', expected)])])
        })
    },
  })
}
