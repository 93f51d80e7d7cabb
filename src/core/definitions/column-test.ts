import type { Expression, QueryCreator, SelectQueryBuilder } from 'kysely'
import { KerrosError } from '../errors/index.js'
import type { Inputs } from '../query/ref.js'
import type { Severity } from '../steps/step.js'
import { brand } from './options/brand.js'
import { checkOptionNames, isPlainObject, objectOrEmpty } from './options/option-checks.js'
import { checkTestOptions, refuseInputModel, TEST_OPTIONS, type TestOptions } from './test-options.js'

/** What the query of a column test may select from: the tested relation as `model`, and the test's other inputs. */
export type ColumnTestDb = QueryCreator<any>

/**
 * A test of one column, as data: its query returns the rows that fail. Contravariant in `Value`, so that a test for
 * numbers is refused on text at its own line.
 */
export interface ColumnTest<in Value> {
  readonly kind: 'columnTest'
  /** dbt's name of the test, as in `not_null`. */
  readonly name: string
  /** The package of dbt that has a test of this name, as in `dbt_utils`. */
  readonly namespace: string | undefined
  /**
   * What the test was called with, as in `{ values: ['open', 'paid'] }`: part of its default name and of
   * `manifest.json`.
   */
  readonly arguments: { readonly [name: string]: unknown }
  /** Other relations that the test reads. */
  readonly inputs: Inputs
  /** Columns of the inputs that the test reads, by input, and other columns of `model`; they are checked before it runs. */
  readonly columns: { readonly [input: string]: readonly string[] }
  /** The settings that the test's user gave as its last argument. */
  readonly options: TestOptions
  /** Selects the failing rows from `model`. */
  failures(db: ColumnTestDb, column: string): SelectQueryBuilder<any, any, any> | Expression<any>
  /** Refuses columns of another type. Exists for the type checker only. */
  readonly accepts: (value: Value) => void
}

/** What a test of one column is made of. */
export interface ColumnTestDefinition {
  /** dbt's name of the test, as in `not_null`. */
  readonly name: string
  /** The package of dbt that has a test of this name, as in `dbt_utils`. Default: none. */
  readonly namespace?: string | undefined
  /**
   * What the test was called with: part of its default name, so that the same test with other arguments is another
   * test. Default: `{}`.
   */
  readonly arguments?: { readonly [name: string]: unknown }
  /** Other relations that the test reads, by the names that `failures` uses for them. Default: none. */
  readonly inputs?: Inputs
  /** Columns of the inputs that the test reads, by input, so that a wrong one is reported before anything runs. */
  readonly columns?: { readonly [input: string]: readonly string[] }
  /** The severity where the test's user gave none. Default: `error`. */
  readonly severity?: Severity | undefined
  /** What a test's user gave as its last argument. */
  readonly options?: TestOptions | undefined
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
  checkShape(definition)
  refuseInputModel('columnTest', definition.inputs)
  const { options } = definition
  const given = objectOrEmpty(options ?? {})
  const severity = given.severity ?? definition.severity
  const diagnostics = [...checkOptionNames(options, TEST_OPTIONS), ...checkTestOptions({ ...given, severity })]
  return brand<ColumnTest<Value>>(
    {
      kind: 'columnTest',
      name: definition.name,
      namespace: definition.namespace,
      arguments: definition.arguments ?? {},
      inputs: definition.inputs ?? {},
      columns: definition.columns ?? {},
      options: Object.freeze({ ...given, ...(severity !== undefined && { severity }) }),
      failures: definition.failures,
      accepts: () => undefined,
    },
    diagnostics,
  )
}

/** What tsc would have refused; a project can be built without it. */
function checkShape(definition: unknown): void {
  const { name, failures } = isPlainObject(definition) ? definition : {}
  if (typeof name === 'string' && typeof failures === 'function') return
  const missing = typeof name === 'string' ? 'failures' : 'name'
  throw new KerrosError('E_INVALID_DEFINITION', `columnTest(…) was given no ${missing}`, {
    hint: "Give both: columnTest({ name: 'even', failures: (db, column) => db.selectFrom('model')… }).",
  })
}
