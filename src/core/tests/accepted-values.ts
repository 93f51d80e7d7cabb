import { type ColumnTest, columnTest } from '../definitions/column-test.js'
import type { TestOptions } from '../definitions/test-options.js'
import { KerrosError } from '../errors/index.js'
import { columnOf, selectedColumn } from '../query/column-of.js'
import type { Widen } from '../query/widen.js'
import { refuseNull } from './shared/refuse-null.js'

/**
 * Passes when every value of a column is among the given ones; NULLs are left out.
 * The generated SQL: `select … from model where "column" not in (…)`
 *
 * @throws KerrosError `E_INVALID_DEFINITION` without values, or with null among them, over which any data would pass.
 */
export function acceptedValues<const V extends string | number>(
  values: readonly V[],
  options?: TestOptions,
): ColumnTest<Widen<V> | null> {
  if (values.length === 0)
    throw new KerrosError('E_INVALID_DEFINITION', 'acceptedValues(…) was given no values', {
      hint: "Give at least one: acceptedValues(['open', 'closed']).",
    })
  refuseNull('acceptedValues', values)
  return columnTest<Widen<V> | null>({
    name: 'accepted_values',
    arguments: { values },
    options,
    failures: (db, column) =>
      db.selectFrom('model as m').select(selectedColumn('m', column)).where(columnOf('m', column), 'not in', values),
  })
}
