import type { QuerySubject } from '../core/compile/compiled-query.js'
import type { ColumnTest } from '../core/definitions/column-test.js'
import type { DataTest } from '../core/definitions/data-test.js'
import type { Given } from '../core/definitions/given.js'
import { KerrosError } from '../core/errors/index.js'
import { failingQuery } from '../core/project/nodes/failing-query.js'
import type { Ref } from '../core/query/ref.js'
import { checkCall } from './check-call.js'
import { TestWarehouse } from './test-warehouse.js'
import type { TestingOptions } from './testing-options.js'
import { RUN_TIME, subjectName } from './testing-options.js'

/**
 * Runs a data test over given rows, on a DuckDB in memory.
 *
 * ```ts
 * expect(await runTest(no_future_ratings, [given(src_ratings, [{ rated_at: new Date('2999-01-01') }])])).toBe(1)
 * ```
 * @param given Rows for what the test reads; the rules are those of {@link runModel}.
 * @returns How many rows fail, no more than the test's `limit`.
 */
export async function runTest(test: DataTest, given: readonly Given[], options: TestingOptions = {}): Promise<number> {
  checkCall('runTest', test, ['dataTest'], given)
  const { inputs } = test
  const query = failingQuery(test.query, test.options)
  return countFailures({ name: subjectName(test, options.names ?? {}), inputs, query }, given, options)
}

/** A column that {@link runColumnTest} tests. */
export interface TestedColumn<Row, K extends keyof Row & string> {
  /** The relation that has the column. */
  readonly of: Ref<Row>
  readonly column: K
}

/**
 * Runs a test of one column over given rows, on a DuckDB in memory.
 *
 * ```ts
 * expect(await runColumnTest(between(1, 5), { of: int_movie_top_tags, column: 'tag_rank' }, [
 *   given(int_movie_top_tags, [{ tag_rank: 6 }]),
 * ])).toBe(1)
 * ```
 * @param tested The column. Rows are given for its relation, or for what that reads.
 * @returns How many rows fail, no more than the test's `limit`. The option `where` is its column's, and not looked at.
 */
export async function runColumnTest<Row, K extends keyof Row & string>(
  test: ColumnTest<NoInfer<Row>[NoInfer<K>]>,
  { of, column }: TestedColumn<Row, K>,
  given: readonly Given[],
  options: TestingOptions = {},
): Promise<number> {
  checkCall('runColumnTest', of, ['source', 'seed', 'model', 'snapshot'], given)
  if (test.history)
    throw new KerrosError(
      'E_INVALID_DEFINITION',
      `runColumnTest(…) was given ${test.name}, which judges by the last runs`,
      {
        hint: 'Without a target, there are no runs. Test its query by columnTest(…) of your own.',
      },
    )
  const inputs = { ...test.inputs, model: of }
  const query = failingQuery((db) => test.failures(db, column), test.options)
  return countFailures({ name: test.name, inputs, query }, given, options)
}

async function countFailures(subject: QuerySubject, given: readonly Given[], options: TestingOptions): Promise<number> {
  return TestWarehouse.use({ reads: subject.inputs, given, options }, async (bench) => {
    await bench.add(given)
    await bench.build({ startedAt: options.now ?? RUN_TIME })
    return (await bench.queryInOrder(subject)).length
  })
}
