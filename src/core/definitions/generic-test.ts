import type { QueryCreator } from 'kysely'
import { KerrosError } from '../errors/index.js'
import type { Inputs } from '../query/ref.js'
import type { HistoryRule } from './history-rule.js'
import { isPlainObject, objectOrEmpty } from './options/values/option-checks.js'
import { refuseInputModel, type TestOptions } from './test-options.js'

/** What the query of a test may select from: the tested relation as `model`, and the test's other inputs. */
export type TestDb = QueryCreator<any>

/** What tests of columns and of relations have in common, as data. */
export interface GenericTest {
  /** dbt's name of the test, as in `not_null`. */
  readonly name: string
  /** The package of dbt that has a test of this name, as in `dbt_utils`. */
  readonly namespace: string | undefined
  /**
   * What the test was called with, by dbt's names, as in `{ values: ['open', 'paid'] }`: part of its default name and of
   * `manifest.json`.
   */
  readonly arguments: { readonly [name: string]: unknown }
  /** Other relations that the test reads. */
  readonly inputs: Inputs
  /** Columns of `model` and of the inputs that the test reads, by input; they are checked before it runs. */
  readonly columns: { readonly [input: string]: readonly string[] }
  /** The settings that the test's user gave as its last argument. */
  readonly options: TestOptions
  /** How it judges by the last runs: its query then returns the one `value` that is measured, and no failing rows. */
  readonly history: HistoryRule | undefined
}

/** What a test of a column or of a relation is made of, besides its query. */
export interface GenericTestDefinition {
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
  /** Columns of `model` and of the inputs that the test reads, by input, so that a wrong one is reported before anything runs. */
  readonly columns?: { readonly [input: string]: readonly string[] }
  /** What a test's user gave as its last argument. */
  readonly options?: TestOptions | undefined
}

/**
 * What a definition says of a test, with its defaults.
 *
 * @param definer The function that was called, as in `columnTest`.
 * @param example A call that is right.
 * @throws KerrosError `E_INVALID_DEFINITION` without a name or without `failures`, which tsc would have refused; a project can be
 * built without it.
 */
export function genericTest(definition: GenericTestDefinition, definer: string, example: string): GenericTest {
  const given: { readonly name?: unknown; readonly failures?: unknown } = isPlainObject(definition) ? definition : {}
  if (typeof given.name !== 'string' || typeof given.failures !== 'function') {
    const missing = typeof given.name === 'string' ? 'failures' : 'name'
    throw new KerrosError('E_INVALID_DEFINITION', `${definer}(…) was given no ${missing}`, {
      hint: `Give both: ${example}.`,
    })
  }
  refuseInputModel(definer, definition.inputs)
  return {
    name: definition.name,
    namespace: definition.namespace,
    arguments: definition.arguments ?? {},
    inputs: definition.inputs ?? {},
    columns: definition.columns ?? {},
    options: Object.freeze({ ...objectOrEmpty(definition.options ?? {}) }),
    history: undefined,
  }
}
