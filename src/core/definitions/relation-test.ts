import type { Expression, QueryCreator, SelectQueryBuilder } from 'kysely'
import { KerrosError } from '../errors/index.js'
import type { Inputs } from '../query/ref.js'
import { brand } from './options/brand.js'
import { checkOptionNames, isPlainObject, objectOrEmpty } from './options/option-checks.js'
import { checkTestOptions, refuseInputModel, TEST_OPTIONS, type TestedRows, type TestOptions } from './test-options.js'

/** What the query of a relation's test may select from: the tested relation as `model`, and the test's other inputs. */
export type RelationTestDb = QueryCreator<any>

/**
 * A test of a whole relation, as data: its query returns the rows that fail. Contravariant in `Row`, so that a column
 * which the relation does not have is refused at the test's own line.
 */
export interface RelationTest<in Row> {
  readonly kind: 'relationTest'
  /** dbt's name of the test, as in `unique_combination_of_columns`. */
  readonly name: string
  /** The package of dbt that has a test of this name, as in `dbt_utils`. */
  readonly namespace: string | undefined
  /** What the test was given, by dbt's names. */
  readonly arguments: { readonly [name: string]: unknown }
  /** Other relations that the test reads. */
  readonly inputs: Inputs
  /** Columns of `model` and of the inputs that the test reads, by input; they are checked before it runs. */
  readonly columns: { readonly [input: string]: readonly string[] }
  /** The settings that the test's user gave as its last argument. */
  readonly options: TestOptions
  /** Selects the failing rows from `model`. */
  failures(db: RelationTestDb): SelectQueryBuilder<any, any, any> | Expression<any>
  /** Refuses relations with other columns. Exists for the type checker only. */
  readonly accepts: (row: Row) => void
}

/** What a test of a relation is made of. */
export interface RelationTestDefinition {
  /** dbt's name of the test, as in `unique_combination_of_columns`. */
  readonly name: string
  /** The package of dbt that has a test of this name. Default: none. */
  readonly namespace?: string | undefined
  /**
   * What the test was called with: part of its default name, so that the same test with other arguments is another
   * test. Default: `{}`.
   */
  readonly arguments?: { readonly [name: string]: unknown }
  /** Other relations that the test reads, by the names that `failures` uses for them. Default: none. */
  readonly inputs?: Inputs
  /** Columns of `model` and of the inputs that the test reads, by input, so that a wrong one is reported before anything runs. */
  readonly columns?: { readonly [input: string]: readonly string[] }
  /** What a test's user gave as its last argument. */
  readonly options?: TestOptions | undefined
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
  checkShape(definition)
  refuseInputModel('relationTest', definition.inputs)
  const { options } = definition
  return brand<RelationTest<Row>>(
    {
      kind: 'relationTest',
      name: definition.name,
      namespace: definition.namespace,
      arguments: definition.arguments ?? {},
      inputs: definition.inputs ?? {},
      columns: definition.columns ?? {},
      options: Object.freeze({ ...objectOrEmpty(options ?? {}) }),
      failures: definition.failures,
      accepts: () => undefined,
    },
    [...checkOptionNames(options, TEST_OPTIONS), ...checkTestOptions(options)],
  )
}

/** What tsc would have refused; a project can be built without it. */
function checkShape(definition: unknown): void {
  const { name, failures } = isPlainObject(definition) ? definition : {}
  if (typeof name === 'string' && typeof failures === 'function') return
  const missing = typeof name === 'string' ? 'failures' : 'name'
  throw new KerrosError('E_INVALID_DEFINITION', `relationTest(…) was given no ${missing}`, {
    hint: "Give both: relationTest({ name: 'no_future_dates', failures: (db) => db.selectFrom('model')… }).",
  })
}

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
