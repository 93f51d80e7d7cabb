import { type ColumnTest, columnTest } from '../definitions/column-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import type { Ref } from '../query/ref.js'
import type { Widen } from '../query/widen.js'
import { bothSides } from './shared/both-sides.js'

/**
 * Passes when each value of a column is in the same number of rows in a column of another relation; NULL is a value like any other.
 * The generated SQL: `select "value", … from (…) group by "value" having sum("own_rows") != sum("other_rows")`
 */
export function cardinalityEquality<Row, K extends keyof Row & string>(
  to: Ref<Row>,
  field: K,
  options?: TestOptions,
): ColumnTest<Widen<NonNullable<Row[K]>> | null> {
  return columnTest<Widen<NonNullable<Row[K]>> | null>({
    name: 'cardinality_equality',
    namespace: 'dbt_utils',
    arguments: { field },
    inputs: { to },
    columns: { to: [field] },
    options,
    failures: (db, column) => {
      const { rows, own, other } = bothSides(db, 'to', { own: column, other: field, as: 'value' })
      return db
        .selectFrom(rows.as('s'))
        .select((eb: any) => [
          selectedColumn('s', 'value'),
          eb.fn.sum(columnOf('s', own)).as(own),
          eb.fn.sum(columnOf('s', other)).as(other),
        ])
        .groupBy(columnOf('s', 'value'))
        .having((eb: any) => eb(eb.fn.sum(columnOf('s', own)), '!=', eb.fn.sum(columnOf('s', other))))
    },
  })
}
