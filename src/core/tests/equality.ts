import { type RelationTest, relationTest } from '../definitions/relation-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import type { Ref } from '../query/ref.js'
import type { SameColumns } from './row-counts.js'
import { bothSides } from './shared/both-sides.js'
import { checkColumns } from './shared/check-columns.js'

/**
 * Passes when another relation has the same rows in some columns, each as often. NULL is a value like any other here.
 * The generated SQL: `select "a", "b", … from (…) group by "a", "b" having sum("own_rows") != sum("other_rows")`
 *
 * @param columns The columns that are compared; both relations have them, of the same types.
 */
export function equality<Row, const C extends keyof Row & string>(
  to: Ref<Row>,
  columns: readonly C[],
  options?: TestOptions,
): RelationTest<SameColumns<Row, NoInfer<C>>> {
  checkColumns('equality', columns, 1)
  return relationTest({
    name: 'equality',
    namespace: 'dbt_utils',
    arguments: { compare_columns: columns },
    inputs: { compare_model: to },
    columns: { model: columns, compare_model: columns },
    options,
    failures: (db) => {
      const { rows, own, other } = bothSides(db, 'compare_model', columns)
      return db
        .selectFrom(rows.as('s'))
        .select((eb: any) => [
          ...columns.map((column) => selectedColumn('s', column)),
          eb.fn.sum(columnOf('s', own)).as(own),
          eb.fn.sum(columnOf('s', other)).as(other),
        ])
        .groupBy(columns.map((column) => columnOf('s', column)))
        .having((eb: any) => eb(eb.fn.sum(columnOf('s', own)), '!=', eb.fn.sum(columnOf('s', other))))
    },
  })
}
