import type { Expression, SelectQueryBuilder } from 'kysely'
import { type GenericTest, type GenericTestDefinition, genericTest, type TestDb } from './generic-test.js'
import { brand } from './options/brand.js'
import { checkOptionNames } from './options/values/option-checks.js'
import { checkTestOptions, TEST_OPTIONS, type TestedRows, type TestOptions } from './test-options.js'

/** What the query of a relation's test may select from: the tested relation as `model`, and the test's other inputs. */
export type RelationTestDb = TestDb

/**
 * A test of a whole relation, as data: its query returns the rows that fail. Contravariant in `Row`, so that a column
 * which the relation does not have is refused at the test's own line.
 */
export interface RelationTest<in Row> extends GenericTest {
  readonly kind: 'relationTest'
  /** Selects the failing rows from `model`. */
  failures(db: RelationTestDb): SelectQueryBuilder<any, any, any> | Expression<any>
  /** Refuses relations with other columns. Exists for the type checker only. */
  readonly accepts: (row: Row) => void
}

/** What a test of a relation is made of. */
export interface RelationTestDefinition extends GenericTestDefinition {
  /** Selects the failing rows from `model`, which is the tested relation. */
  readonly failures: (db: RelationTestDb) => SelectQueryBuilder<any, any, any> | Expression<any>
}

/**
 * Defines a test that can be put on any relation with the columns of `Row`.
 *
 * ```ts
 * export const noFutureDates = <const C extends string>(column: C) =>
 *   relationTest<{ readonly [K in C]: Date | null }>({
 *     name: 'no_future_dates',
 *     arguments: { column },
 *     columns: { model: [column] },
 *     failures: (db) => db.selectFrom('model').selectAll().where(column, '>', sql<Date>`current_timestamp`),
 *   })
 * ```
 *
 * @throws KerrosError `E_INVALID_DEFINITION` without a name or without `failures`.
 */
export function relationTest<Row = unknown>(definition: RelationTestDefinition): RelationTest<Row> {
  return brand<RelationTest<Row>>(
    {
      ...genericTest(definition, 'relationTest', EXAMPLE),
      kind: 'relationTest',
      failures: definition.failures,
      accepts: () => undefined,
    },
    [...checkOptionNames(definition.options, TEST_OPTIONS), ...checkTestOptions(definition.options)],
  )
}

const EXAMPLE = "relationTest({ name: 'no_future_dates', failures: (db) => db.selectFrom('model')… })"

/** A condition that every row of a relation fulfils (dbt_utils' `expression_is_true`). A row for which it is NULL passes. */
export interface ExpressionTest<Row> extends TestOptions {
  /** The condition, as in `(eb) => eb('amount', '>=', 0)`. */
  readonly expression: TestedRows<Row>
  /** The test looks only at the rows for which this holds. */
  readonly where?: TestedRows<Row>
}

/** One test in a list of tests of a relation. */
export type RelationTestEntry<Row> = RelationTest<Row> | ExpressionTest<Row>

/**
 * The row that tests are typed by. The compiler looks at them before it knows a query's row, which then has any columns: a
 * test of some would be refused.
 */
export type TestedRow<Row> = string extends keyof Row ? any : Row
