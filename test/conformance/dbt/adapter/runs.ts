import { type Area, byAnyEngine, byEngine, byRuns, bySuite, doesNotApply, named, row, together } from '../behaviour.js'
import { reasons } from '../reasons.js'

const EMPTY_SEEDS = byAnyEngine(
  'test/runtime/plan/empty.test.ts',
  '--empty > makes the tables of seeds without rows, with the types of their columns, and with rows in the next run',
)
const NO_COMMENTS = doesNotApply(
  'statements have no comments of the project: what runs them is in Snowflake’s `QUERY_TAG`',
)
const QUERY_TAG = byEngine(
  NO_COMMENTS.duckdb,
  named('test/dialects/snowflake/warehouse/query-tag.test.ts', [
    'every statement of a node says which project, run and node it is of',
  ]),
)

export const runs: Area = {
  title: 'Concurrency, copies, ephemeral models, query comments',
  from: 'dbt-tests-adapter: concurrency, column_types, simple_copy, ephemeral, query_comment, relations, empty, sample_mode',
  behaviours: [
    row(
      'BaseConcurrency',
      'With several threads models are built in parallel; one that fails skips those that read it, and the others are right, also after new rows.',
      byRuns('runs > threads 1 and 16 give the same relations and results, with a failure among them'),
    ),
    row(
      'BasePostgresColumnTypes',
      'Columns of a built model have the types that its schema file says.',
      bySuite(
        'a warehouse > types > integer: a column that kerros makes is compatible with it',
        'a warehouse > types > decimal: a column that kerros makes is compatible with it',
        'a warehouse > types > of other values are not',
      ),
    ),
    row(
      'SimpleCopyBase.test_simple_copy',
      'Views, tables and incremental models over seeds hold the seeds’ rows, also after new rows and with the kinds changed.',
      byRuns('a change of the kind > puts each kind in the place of each other one, with all rows'),
    ),
    row(
      'SimpleCopyBase.test_simple_copy_with_materialized_views',
      'A materialized view over the seed does not disturb a later run.',
      bySuite('materializations > builds dynamic tables, in the place of views and tables and back, with all rows'),
      'Other form: Snowflake’s dynamic tables; DuckDB builds a plain table.',
    ),
    row(
      'EmptyModelsArentRunBase',
      'A model file with nothing in it is not run.',
      byAnyEngine('test/core/project/project-diagnostics.test.ts', 'what is no definition is left alone'),
    ),
    row(
      'BaseEphemeralMulti',
      'A model reads several ephemeral models, with any columns and rows.',
      bySuite('materializations > inlines ephemerals, nested ones and shared ones once'),
    ),
    row(
      'BaseEphemeralNested',
      'An ephemeral model reads another one; each becomes one common table expression, in order.',
      together(
        bySuite('materializations > inlines ephemerals, nested ones and shared ones once'),
        byAnyEngine(
          'test/core/compile/ephemerals.test.ts',
          'ephemerals become common table expressions > nested ones first, shared ones once, on both engines',
        ),
      ),
    ),
    row(
      'BaseEphemeralErrorHandling',
      'An ephemeral model that cannot be compiled fails its readers, with the cause.',
      byRuns('runs > an ephemeral model that fails is named where its readers fail'),
    ),
    row(
      'BaseQueryComments',
      'Each statement has the comment that the project sets.',
      QUERY_TAG,
      'Other form: `QUERY_TAG`, which Snowflake keeps with each statement; its text is always the same.',
    ),
    row('BaseMacroQueryComments', 'The comment may be a macro’s result.', NO_COMMENTS),
    row(
      'BaseMacroArgsQueryComments',
      'The macro of the comment may read the target and the node.',
      QUERY_TAG,
      'Other form: `QUERY_TAG` says the project, the run and the node.',
    ),
    row('BaseMacroInvalidQueryComments', 'A comment that cannot be made is an error.', NO_COMMENTS),
    row('BaseNullQueryComments', 'No comment is written where the project says null.', NO_COMMENTS),
    row('BaseEmptyQueryComments', 'No comment is written where the project gives an empty one.', NO_COMMENTS),
    row(
      'BaseChangeRelationTypeValidator',
      'A model changes between view, table and incremental table, each way, without help.',
      byRuns('a change of the kind > puts each kind in the place of each other one, with all rows'),
      'Stricter: a history and rows that are protected from a full refresh are not replaced.',
    ),
    row(
      'BaseTestEmpty',
      '`--empty` builds all relations, with no row of any input.',
      byAnyEngine(
        'test/runtime/plan/empty.test.ts',
        '--empty > builds everything without a row of what it reads, and with its columns',
      ),
    ),
    row(
      'BaseTestEmptyInlineSourceRef',
      '`--empty` holds for inputs that are named within an expression.',
      byAnyEngine(
        'test/runtime/plan/empty.test.ts',
        '--empty > builds everything without a row of what it reads, and with its columns',
      ),
    ),
    row(
      'BaseTestEmptySeedFlag.test_seed_empty_creates_table_with_zero_rows',
      '`seed --empty` makes the table without rows.',
      EMPTY_SEEDS,
    ),
    row(
      'BaseTestEmptySeedFlag.test_seed_empty_preserves_column_types',
      '`seed --empty` makes the columns with their types.',
      EMPTY_SEEDS,
    ),
    row(
      'BaseTestEmptySeedFlag.test_seed_without_empty_loads_all_rows',
      'A seed without the option has all of its rows.',
      byRuns('seeds > have the rows of their file, again after a second run and after a full refresh'),
    ),
    row(
      'BaseTestEmptySeedFlag.test_build_empty_with_seed',
      '`build --empty` builds seeds and models without rows.',
      EMPTY_SEEDS,
    ),
    row(
      'MetadataWithEmptyFlag',
      'A macro that reads metadata of a relation gets the relation itself with `--empty`.',
      doesNotApply(reasons.jinjaContext),
    ),
    row(
      'BaseSampleModeTest',
      '`--sample` builds models on the rows of a span of time.',
      byRuns('samples > of a time have the rows that the page says, of timestamps and dates'),
      'Stricter: what was built of a sample is marked, and not mixed with all rows by later runs.',
    ),
  ],
}
