import { type Area, byAnyEngine, byRuns, bySuite, doesNotApply, row } from '../behaviour.js'
import { reasons } from '../reasons.js'

const m = (...tests: readonly string[]) => bySuite(...tests.map((test) => `materializations > ${test}`))
const CHECK = 'snapshot check: each key has one current row, and its ranges have neither gaps nor overlaps'
const TIMESTAMP = 'snapshot timestamp: a later timestamp makes a version, an earlier one does not'
const IN_COMMON = [
  byRuns('snapshots > have options in common by a constant, which types what reads them, and are selected as ever'),
  'Other form: options in common are a constant that definitions spread, so that `tsc` knows the columns.',
] as const

export const snapshotRuns: Area = {
  title: 'Snapshots of dbt-core',
  from: 'dbt-core: tests/functional/snapshots',
  behaviours: [
    row('TestBasicSnapshot', 'A snapshot by timestamp has the versions of each key after updates.', m(TIMESTAMP)),
    row(
      'TestBasicRef',
      'A model reads a snapshot.',
      byRuns('snapshots > have names of their own for the added columns, in every run, and are read by models'),
    ),
    row(
      'TestBasicTargetSchemaConfig',
      'A snapshot is in the schema that it or the project names.',
      byRuns('snapshots > are in the schema that naming gives them, and found there by the next run'),
    ),
    row(
      'TestBasicCustomNamespace',
      'The strategy is a macro that the project gives a namespace.',
      doesNotApply(reasons.jinja),
    ),
    row('TestRefCustomNamespace', 'A model reads such a snapshot.', doesNotApply(reasons.jinja)),
    row('TestBasicCustomSnapshot', 'The strategy is a macro of the project.', doesNotApply(reasons.jinja)),
    row('TestRefCustomSnapshot', 'A model reads such a snapshot.', doesNotApply(reasons.jinja)),
    row('TestBasicCheckCols', 'A snapshot by check of some columns has the versions of each key.', m(CHECK)),
    row(
      'TestRefCheckCols',
      'A model reads it.',
      byRuns('snapshots > have names of their own for the added columns, in every run, and are read by models'),
    ),
    row('TestBasicConfiguredCheckCols', 'The options may be in the project.', ...IN_COMMON),
    row('TestRefConfiguredCheckCols', 'A model reads it.', ...IN_COMMON),
    row(
      'TestBasicUpdatedAtCheckCols',
      'A snapshot by check with `updated_at` has that time in its versions.',
      doesNotApply(
        '`check` has no `updatedAt`: a version begins with the run that sees it; a source with times has `timestamp`',
      ),
    ),
    row(
      'TestRefUpdatedAtCheckCols',
      'A model reads it.',
      doesNotApply(
        '`check` has no `updatedAt`: a version begins with the run that sees it; a source with times has `timestamp`',
      ),
    ),
    row('TestBasicSnapshotYaml', 'A snapshot is written in YAML alone.', doesNotApply(reasons.yaml)),
    row('TestYamlSnapshotCompiledPath', 'Its compiled file has a path of its own.', doesNotApply(reasons.yaml)),
    row(
      'TestMultiSnapshotNameMatchesFile',
      'A file of several snapshots, one of which has the file’s name, compiles.',
      byAnyEngine(
        'test/core/project/project-diagnostics.test.ts',
        'nodes are the same in any order of files and exports',
      ),
    ),
    row(
      'TestSnapshotNodePathIncludesSubdir',
      'Its path in the manifest has its folders.',
      byAnyEngine(
        'test/artifacts/artifacts.test.ts',
        'artifacts > have the TypeScript, the SQL and the place of a model',
      ),
    ),
    row(
      'TestYamlSnapshotPartialParsing',
      'Changed options are seen by the next run.',
      doesNotApply(reasons.partialParsing),
    ),
    row(
      'test_check_cols_snapshot_with_schema_change',
      'Columns to check are added while the history goes on.',
      bySuite("a changed definition > 'other columns to check'"),
    ),
    row(
      'test_check_cols_snapshot_with_schema_change_and_mismatched_casing',
      'The same with names in another case.',
      bySuite("a changed definition > 'other columns to check'"),
      'Stricter: a name in another case than the column’s is an error.',
    ),
    row(
      'test_changing_strategy',
      'The strategy changes from check to timestamp and back, and the history goes on.',
      bySuite("a changed definition > 'check becomes timestamp'", "a changed definition > 'timestamp becomes check'"),
    ),
    row(
      'test_check_cols_snapshot.test_snapshots',
      'Only columns to check begin versions; NULL is a value like others.',
      byRuns('snapshots > by check: only columns to check begin versions, and NULL is a value'),
    ),
    row(
      'test_check_cols_updated_at_snapshot.test_snapshots',
      'By check with `updated_at`, versions begin at that time.',
      doesNotApply(
        '`check` has no `updatedAt`: a version begins with the run that sees it; a source with times has `timestamp`',
      ),
    ),
    row(
      'TestSnapshotsWithCommentAtEnd',
      'A query that ends in a comment is recorded.',
      byRuns('snapshots > record a query of raw SQL that ends in a comment'),
    ),
    row(
      'test_cross_schema_snapshot',
      'A snapshot in another schema than the target’s is found again.',
      byRuns('snapshots > are in the schema that naming gives them, and found there by the next run'),
    ),
    row(
      'test_snapshot_hard_delete',
      'Keys that are gone end, keys that come back begin again, and both only once.',
      byRuns('snapshots > end versions of keys that are gone once, and begin again when the key comes back'),
    ),
    row(
      'test_custom_snapshot_invalid_namespace',
      'A namespace of macros that does not exist is an error.',
      doesNotApply(reasons.jinja),
    ),
    row(
      'test_long_text',
      'A value longer than the column’s first ones is recorded whole.',
      m('keeps strings longer than any that the table was built with'),
    ),
    row(
      'test_missing_strategy',
      'A snapshot without a strategy or a key is an error of the project.',
      byAnyEngine('test/core/project/careless-definitions.test.ts', 'careless definitions > snapshot without options'),
    ),
    row(
      'test_renamed_source',
      'A source with one more column and then with one less is recorded, and keeps the column.',
      m('snapshot records columns that its source gains'),
    ),
    row('TestAllBasic', '`snapshot` runs all snapshots.', byRuns('snapshots > are selected and excluded')),
    row('TestExcludeBasic', '`snapshot --exclude` leaves some out.', byRuns('snapshots > are selected and excluded')),
    row('TestSelectBasic', '`snapshot --select` runs some.', byRuns('snapshots > are selected and excluded')),
    row('TestConfigured', 'The same with options in the project: all.', ...IN_COMMON),
    row('TestConfiguredExclude', 'The same with options in the project: without some.', ...IN_COMMON),
    row('TestConfiguredSelect', 'The same with options in the project: some.', ...IN_COMMON),
    row(
      'test_slow',
      'A source that changes while it is read is recorded as of one time.',
      byAnyEngine(
        'test/materializations/snapshot/snapshot-materialization.test.ts',
        'the first run makes the history of the rows of one read, whose key it checks',
        'the first versions are written by one statement',
        'later versions are written by one statement',
      ),
    ),
    row(
      'TestSnapshotColumnNames',
      'The added columns have names of one’s own.',
      byRuns('snapshots > have names of their own for the added columns, in every run, and are read by models'),
    ),
    row('TestSnapshotColumnNamesFromDbtProject', 'The project gives these names for all snapshots.', ...IN_COMMON),
    row(
      'TestSnapshotInvalidColumnNames',
      'A history whose columns have other names is an error.',
      bySuite("a changed definition > 'another name of an added column'"),
    ),
    row(
      'test_snapshot_config.TestSnapshotConfig',
      'Options of the definition and of the project are merged.',
      byAnyEngine(
        'test/core/project/folder-defaults.test.ts',
        'settings of folders > are of snapshots too, and their hooks run before those of the definition',
      ),
    ),
    row(
      'TestSnapshotEmpty',
      '`snapshot --empty` records nothing.',
      byAnyEngine(
        'test/runtime/plan/empty.test.ts',
        '--empty > leaves tables that keep their rows as they are, and says so',
      ),
    ),
    row(
      'test_snapshot_timestamps.TestSnapshotConfig',
      'Timestamps with and without a zone are noted.',
      doesNotApply('a timestamp is always UTC, without a zone, on both engines'),
    ),
  ],
}
