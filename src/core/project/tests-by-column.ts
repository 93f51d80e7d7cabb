import type { ColumnTest } from '../definitions/column-test.js'
import type { Definition } from '../definitions/definition.js'
import { isBranded } from '../definitions/options/brand.js'
import { ownValue } from '../definitions/options/values/own-value.js'
import type { TestedRows } from '../definitions/test-options.js'

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
  return Object.fromEntries(
    Object.entries(columnOptions(definition)).map(([column, options]) => [column, options?.tests ?? []]),
  )
}

/** The rows that the tests look at which a definition puts on a column; all rows when `undefined`. */
export function testedRows(definition: Definition, column: string): TestedRows<any> | undefined {
  const where =
    definition.kind === 'testColumns' ? definition.where : ownValue(columnOptions(definition), column)?.where
  return typeof where === 'function' ? (where as TestedRows<any>) : undefined
}

type WrittenOptions = { readonly [column: string]: { readonly tests?: unknown; readonly where?: unknown } | undefined }

function columnOptions(definition: Definition): WrittenOptions {
  const { kind } = definition
  if (kind === 'source') return definition.columnOptions as WrittenOptions
  return kind === 'model' || kind === 'snapshot' || kind === 'seed' ? (definition.options.columns ?? {}) : {}
}

/** Whether a value is a list of tests; without tsc it can be anything. */
export function isTestList(tests: unknown): tests is readonly ColumnTest<any>[] {
  return Array.isArray(tests) && tests.every((test) => isBranded(test) && test.kind === 'columnTest')
}
