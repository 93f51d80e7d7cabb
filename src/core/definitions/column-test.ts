import type { Expression, SelectQueryBuilder } from 'kysely'
import type { Severity } from '../steps/step.js'
import { type GenericTest, type GenericTestDefinition, genericTest, type TestDb } from './generic-test.js'
import { brand } from './options/brand.js'
import { checkOptionNames } from './options/values/option-checks.js'
import { checkTestOptions, TEST_OPTIONS } from './test-options.js'

/** What the query of a column test may select from: the tested relation as `model`, and the test's other inputs. */
export type ColumnTestDb = TestDb

/**
 * A test of one column, as data: its query returns the rows that fail. Contravariant in `Value`, so that a test for
 * numbers is refused on text at its own line.
 */
export interface ColumnTest<in Value> extends GenericTest {
  readonly kind: 'columnTest'
  /** Selects the failing rows from `model`. */
  failures(db: ColumnTestDb, column: string): SelectQueryBuilder<any, any, any> | Expression<any>
  /** Refuses columns of another type. Exists for the type checker only. */
  readonly accepts: (value: Value) => void
}

/** What a test of one column is made of. */
export interface ColumnTestDefinition extends GenericTestDefinition {
  /** The severity where the test's user gave none. Default: `error`. */
  readonly severity?: Severity | undefined
  /** Selects the failing rows from `model`, which is the tested relation. `column` is the name of the tested column. */
  readonly failures: (db: ColumnTestDb, column: string) => SelectQueryBuilder<any, any, any> | Expression<any>
}

/**
 * Defines a test that can be put on any column whose values are `Value`s.
 *
 * ```ts
 * export const even = () =>
 *   columnTest<number | null>({
 *     name: 'even',
 *     failures: (db, column) => db.selectFrom('model').selectAll().where(sql`${sql.ref(column)} % 2`, '!=', 0),
 *   })
 * ```
 * @throws KerrosError `E_INVALID_DEFINITION` without a name or without `failures`.
 */
export function columnTest<Value = unknown>(definition: ColumnTestDefinition): ColumnTest<Value> {
  const test = genericTest(definition, 'columnTest', EXAMPLE)
  const severity = test.options.severity ?? definition.severity
  return brand<ColumnTest<Value>>(
    {
      ...test,
      kind: 'columnTest',
      options: Object.freeze({ ...test.options, ...(severity !== undefined && { severity }) }),
      failures: definition.failures,
      accepts: () => undefined,
    },
    [...checkOptionNames(definition.options, TEST_OPTIONS), ...checkTestOptions({ ...test.options, severity })],
  )
}

const EXAMPLE = "columnTest({ name: 'even', failures: (db, column) => db.selectFrom('model')… })"
