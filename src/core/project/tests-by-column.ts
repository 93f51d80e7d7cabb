import type { ColumnTest } from '../definitions/column-test.js'
import type { Definition } from '../definitions/definition.js'

/** The tests on columns, by column. */
export type TestsByColumn = { readonly [column: string]: readonly ColumnTest<any>[] }

/** The tests that a definition puts on columns: its own, or another's when it is `columnTests`. */
export function testsByColumn(definition: Definition): TestsByColumn {
  if (definition.kind === 'columnTests') return definition.columns
  if (definition.kind !== 'model' && definition.kind !== 'snapshot' && definition.kind !== 'seed') return {}
  const columns: { readonly [column: string]: { readonly tests?: readonly ColumnTest<any>[] } | undefined } =
    definition.options.columns ?? {}
  return Object.fromEntries(Object.entries(columns).map(([column, options]) => [column, options?.tests ?? []]))
}
