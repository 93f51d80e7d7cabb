import { type RelationTest, relationTest } from '../definitions/relation-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import { checkColumns } from './shared/check-columns.js'

/**
 * Passes when no two rows have the same values in some columns together. NULL is a value like any other here.
 * The generated SQL: `select "a", "b" from model group by "a", "b" having count(*) > 1`
 */
export function uniqueCombination<const C extends string>(
  columns: readonly C[],
  options?: TestOptions,
): RelationTest<{ readonly [K in C]: unknown }> {
  checkColumns('uniqueCombination', columns, 2)
  return relationTest<{ readonly [K in C]: unknown }>({
    name: 'unique_combination_of_columns',
    namespace: 'dbt_utils',
    arguments: { combination_of_columns: columns },
    columns: { model: columns },
    options,
    failures: (db) =>
      db
        .selectFrom('model as m')
        .select(columns.map((column) => selectedColumn('m', column)))
        .groupBy(columns.map((column) => columnOf('m', column)))
        .having((eb) => eb(eb.fn.countAll(), '>', 1)),
  })
}
