import { type Area, byRuns, bySuite, row } from '../behaviour.js'

const m = (...tests: readonly string[]) => bySuite(...tests.map((test) => `materializations > ${test}`))
const IN_COMMON = [
  byRuns('snapshots > have options in common by a constant, which types what reads them, and are selected as ever'),
  'Other form: options in common are a constant that definitions spread, so that `tsc` knows the columns.',
] as const

export const snapshots: Area = {
  title: 'Snapshots',
  from: 'dbt-tests-adapter: simple_snapshot',
  behaviours: [
    row(
      'BaseSimpleSnapshot.test_updates_are_captured_by_snapshot',
      'A later timestamp ends a version and begins another.',
      m('snapshot timestamp: a later timestamp makes a version, an earlier one does not'),
    ),
    row(
      'BaseSimpleSnapshot.test_inserts_are_captured_by_snapshot',
      'A new key begins a version.',
      m('snapshot timestamp: a later timestamp makes a version, an earlier one does not'),
    ),
    row(
      'BaseSimpleSnapshot.test_deletes_are_captured_by_snapshot',
      'A key that is gone ends its version, with hard deletes invalidated.',
      byRuns('snapshots > end versions of keys that are gone once, and begin again when the key comes back'),
    ),
    row(
      'BaseSimpleSnapshot.test_revives_are_captured_by_snapshot',
      'A key that comes back begins a version again.',
      byRuns('snapshots > end versions of keys that are gone once, and begin again when the key comes back'),
    ),
    row(
      'BaseSimpleSnapshot.test_new_column_captured_by_snapshot',
      'A column that the source gains is added.',
      m('snapshot records columns that its source gains'),
    ),
    row(
      'BaseSnapshotCheck',
      'Only changes of the columns to check begin versions.',
      m('snapshot check: each key has one current row, and its ranges have neither gaps nor overlaps'),
    ),
    row(
      'BaseSnapshotColumnNames',
      'The added columns have names of one’s own.',
      byRuns('snapshots > have names of their own for the added columns, in every run, and are read by models'),
    ),
    row('BaseSnapshotColumnNamesFromDbtProject', 'The project gives these names for all snapshots.', ...IN_COMMON),
    row(
      'BaseSnapshotInvalidColumnNames',
      'A history whose columns have other names than the definition is an error.',
      bySuite("a changed definition > 'another name of an added column'"),
    ),
    row(
      'BaseSnapshotDbtValidToCurrent',
      'The current version ends at a date in the far future instead of NULL.',
      byRuns('snapshots > end current versions at validToCurrent, alone and with newRecord'),
    ),
    row(
      'BaseSnapshotMultiUniqueKey',
      'A key of several columns distinguishes rows.',
      byRuns('snapshots > distinguish rows by all columns of a key'),
    ),
    row(
      'BaseSnapshotNewRecordTimestampMode',
      '`hard_deletes: new_record` writes a version that is marked as deleted, by timestamp.',
      byRuns('snapshots > write deletion records with newRecord, by timestamp, which end when the key comes back'),
    ),
    row(
      'BaseSnapshotNewRecordCheckMode',
      '`hard_deletes: new_record` writes a version that is marked as deleted, by check.',
      byRuns('snapshots > write deletion records with newRecord, by check, which end when the key comes back'),
    ),
    row(
      'BaseSnapshotNewRecordDbtValidToCurrent',
      'Both options work together.',
      byRuns('snapshots > end current versions at validToCurrent, alone and with newRecord'),
    ),
    row(
      'BaseSnapshotEphemeralHardDeletes',
      'A snapshot over an ephemeral model with hard deletes runs twice, the second time with a new column.',
      byRuns('snapshots > record an ephemeral model, with hard deletes and a column that comes'),
    ),
    row(
      'BaseSnapshotNewColumnTimestampStrategy',
      'A new column with strategy timestamp and hard deletes runs.',
      byRuns('snapshots > record new columns, deleted, changed and new rows of one run together'),
    ),
    row(
      'BaseSnapshotNewColumnSpecificCheckCols',
      'A new column that is not checked runs with hard deletes.',
      byRuns('snapshots > record new columns, deleted, changed and new rows of one run together'),
    ),
    row(
      'BaseSnapshotNewColumnWithDeletes',
      'New columns, deleted, changed and new rows in one run are all recorded.',
      byRuns('snapshots > record new columns, deleted, changed and new rows of one run together'),
    ),
  ],
}
