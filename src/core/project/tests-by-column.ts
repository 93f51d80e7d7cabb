import type { ColumnTest } from '../definitions/column-test.js'
import type { Definition } from '../definitions/definition.js'
import { isBranded } from '../definitions/options/brand.js'

/** The tests on columns, by column. */
export type TestsByColumn = { readonly [column: string]: readonly ColumnTest<any>[] }

/** The tests that a definition puts on columns: its own, or another's when it is `testColumns`. */
export function testsByColumn(definition: Definition): TestsByColumn {
  return Object.fromEntries(
    Object.entries(writtenTests(definition)).map(([column, tests]) => [column, isTestList(tests) ? tests : []]),
  )
}

/** The column tests of a definition as they are written, valid or not. */
export function writtenTests(definition: Definition): { readonly [column: string]: unknown } {
  if (definition.kind === 'testColumns') return definition.columns
  if (definition.kind !== 'model' && definition.kind !== 'snapshot' && definition.kind !== 'seed') return {}
  const columns: { readonly [column: string]: { readonly tests?: unknown } | undefined } =
    definition.options.columns ?? {}
  return Object.fromEntries(Object.entries(columns).map(([column, options]) => [column, options?.tests ?? []]))
}

/** Whether a value is a list of tests; without tsc it can be anything. */
export function isTestList(tests: unknown): tests is readonly ColumnTest<any>[] {
  return Array.isArray(tests) && tests.every((test) => isBranded(test) && test.kind === 'columnTest')
}
