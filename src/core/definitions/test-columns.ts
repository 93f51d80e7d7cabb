import type { Ref } from '../query/ref.js'
import type { ColumnTest } from './column-test.js'
import { brand } from './options/brand.js'
import { checkOptionNames, type OptionNames, objectOrEmpty } from './options/values/option-checks.js'
import { checkWhere, type TestedRows } from './test-options.js'

/** Tests of a relation's columns that are declared apart from its definition. */
export interface ColumnTests {
  readonly kind: 'testColumns'
  /** The relation whose columns are tested. */
  readonly of: Ref<any>
  /** The tests of each column. */
  readonly columns: { readonly [column: string]: readonly ColumnTest<any>[] }
  /** The condition that limits the tests to some rows. */
  readonly where: TestedRows<any> | undefined
}

/** What else {@link testColumns} says of its tests. */
export interface TestColumnsOptions<Row> {
  /**
   * They look only at the rows for which this holds, as in `(eb) => eb('status', '=', 'open')`.
   * The generated SQL: `… from (select * from RELATION where "status" = 'open') as "m" …`
   */
  readonly where?: TestedRows<Row>
}

const OPTIONS: OptionNames<TestColumnsOptions<any>> = { where: true }

/**
 * Puts tests on the columns of a source, seed, model or snapshot from another file. This is the form for tests that
 * would make a type cycle (`relationships` to each other, or to oneself), and for sources.
 *
 * ```ts
 * export const src_movies_tests = testColumns(src_movies, { movie_id: [relationships(fct_ratings, 'movie_id')] })
 * ```
 */
export function testColumns<Row>(
  of: Ref<Row>,
  columns: { readonly [K in keyof Row]?: readonly ColumnTest<Row[K]>[] },
  options: TestColumnsOptions<Row> = {},
): ColumnTests {
  const { where } = objectOrEmpty(options)
  return brand<ColumnTests>(
    { kind: 'testColumns', of, columns: Object.freeze({ ...columns }) as ColumnTests['columns'], where },
    [...checkOptionNames(options, OPTIONS), ...checkWhere(where)],
  )
}
