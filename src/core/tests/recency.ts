import type { DateString } from '../columns/index.js'
import { type RelationTest, relationTest } from '../definitions/relation-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { type CalendarPart, checkedDatePart, type DatePart } from '../functions/call/date-part.js'
import { dateAdd, now } from '../functions/date-functions.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import { checkColumns } from './shared/check-columns.js'
import { checkNumber } from './shared/check-number.js'
import { freeName } from './shared/free-name.js'

/** How old the newest row may be. */
export interface RecencyOptions<C extends string> extends TestOptions {
  /** The unit of `interval`; of a column of dates one of the calendar. */
  readonly datepart: DatePart
  /** How many units old the newest row may be. */
  readonly interval: number
  /** The newest row of each combination of these columns is looked at. Default: that of all rows. */
  readonly groupBy?: readonly C[]
}

/**
 * Passes when the newest value of a column is no older than an interval, counted back from the beginning of the run. A relation
 * without rows, or with nothing but NULL in the column, fails; so does such a group.
 * The generated SQL: `select max("loaded_at") as "most_recent" from model having max("loaded_at") is null or max("loaded_at") <
 * timestamp '…'`
 */
export function recency<const F extends string, const C extends string = never>(
  field: F,
  options: RecencyOptions<C>,
): RelationTest<{ readonly [K in C]: unknown } & { readonly [K in F]: Date | DateString | null }> {
  const { datepart, interval, groupBy = [], ...others } = options
  checkColumns('recency', groupBy)
  checkedDatePart(datepart)
  checkNumber('recency', 'interval', interval, (units) => Number.isInteger(units) && units > 0)
  return relationTest({
    name: 'recency',
    namespace: 'dbt_utils',
    arguments: { field, datepart, interval, ...(groupBy.length > 0 && { group_by_columns: groupBy }) },
    columns: { model: [...groupBy, field] },
    options: others,
    failures: (db) => {
      const oldest = dateAdd(datepart as CalendarPart, -interval, now())
      const newest = (eb: any) => eb.fn.max(columnOf('m', field))
      const tooOld = db
        .selectFrom('model as m')
        .select((eb) => [
          ...groupBy.map((group) => selectedColumn('m', group)),
          newest(eb).as(freeName('most_recent', groupBy)),
        ])
        .having((eb) => eb.or([eb(newest(eb), 'is', null), eb(newest(eb), '<', oldest)]))
      return groupBy.length === 0 ? tooOld : tooOld.groupBy(groupBy.map((group) => columnOf('m', group)))
    },
  })
}
