import { type ColumnTest, columnTest } from '../definitions/column-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import type { Ref } from '../query/ref.js'
import type { Widen } from '../query/widen.js'

/**
 * Passes when every value of a column is found in a column of another relation; NULLs are left out. The columns must be
 * of one type.
 * The generated SQL: `select … from model as m where m."column" is not null and not exists (select 1 from to where …)`
 */
export function relationships<Row, K extends keyof Row & string>(
  to: Ref<Row>,
  column: K,
  options?: TestOptions,
): ColumnTest<Widen<NonNullable<Row[K]>> | null> {
  return columnTest<Widen<NonNullable<Row[K]>> | null>({
    name: 'relationships',
    arguments: { field: column },
    inputs: { to },
    columns: { to: [column] },
    options,
    failures: (db, tested) =>
      db
        .selectFrom('model as m')
        .select(selectedColumn('m', tested))
        .where(columnOf('m', tested), 'is not', null)
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('to as t')
                .select(eb.lit(1).as('found'))
                .where(columnOf('t', column), '=', columnOf('m', tested)),
            ),
          ),
        ),
  })
}
