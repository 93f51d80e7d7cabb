import type { TestOptions } from '../definitions/test-options.js'

/** Settings of a column test that can look at groups of rows. */
export interface GroupedTestOptions extends TestOptions {
  /**
   * Other columns of the relation: the test looks at the rows of each combination of them by themselves. A name that is no
   * column is reported before anything runs. Default: at all rows together.
   */
  readonly groupBy?: readonly string[]
}
