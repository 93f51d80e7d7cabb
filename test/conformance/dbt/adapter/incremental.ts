import { type Area, byAnyEngine, byEngine, bySuite, named, row } from '../behaviour.js'

const m = (...tests: readonly string[]) => bySuite(...tests.map((test) => `materializations > ${test}`))
const APPEND = 'incremental append adds new rows only'

export const incremental: Area = {
  title: 'Incremental models',
  from: 'dbt-tests-adapter: incremental',
  behaviours: [
    row(
      'BaseMergeExcludeColumns',
      'A merge leaves the excluded columns of existing rows as they are.',
      m('incremental merge: mergeExcludeColumns says what an update writes; new rows come whole'),
    ),
    row(
      'BaseMicrobatch',
      'A microbatch model computes each day of its event time alone, and a run looks only at the batches that are due.',
      byEngine(
        named('test/property/microbatch.test.ts', ['computes the batches of docs/microbatch.md on DuckDB, row by row']),
        named('test/property/microbatch.test.ts', [
          'on Snowflake > computes the batches of docs/microbatch.md, row by row',
        ]),
      ),
    ),
    row(
      'BaseIncrementalOnSchemaChange.test_run_incremental_ignore',
      '`ignore` leaves new columns out of the table.',
      m('brings in new columns as onSchemaChange says'),
      'Kinder: a run says which columns the table does not get, unless `ignore` is written.',
    ),
    row(
      'BaseIncrementalOnSchemaChange.test_run_incremental_append_new_columns',
      '`append_new_columns` adds new columns and keeps those that are gone from the query.',
      m('brings in new columns as onSchemaChange says'),
    ),
    row(
      'BaseIncrementalOnSchemaChange.test_run_incremental_sync_all_columns',
      '`sync_all_columns` adds new columns and drops those that are gone from the query.',
      m('brings in new columns as onSchemaChange says'),
    ),
    row(
      'BaseIncrementalOnSchemaChange.test_run_incremental_fail_on_schema_change',
      '`fail` stops where the columns differ.',
      m('brings in new columns as onSchemaChange says'),
    ),
    row(
      'BaseIncrementalPredicates',
      '`incremental_predicates` bound which existing rows a run looks at.',
      bySuite('incremental predicates > replace the rows that the page says, and refuse what would be there twice'),
      'Stricter: an existing row with the key of a new one that the predicates leave out is an error, where dbt adds the row twice.',
    ),
    row('BaseIncrementalUniqueKey.test__no_unique_keys', 'Without a key, new rows are appended.', m(APPEND)),
    row(
      'BaseIncrementalUniqueKey.test__empty_str_unique_key',
      'An empty string as the key is no key.',
      byAnyEngine(
        'test/conformance/dbt/refused-options.test.ts',
        'before anything runs is refused > a unique key that is an empty string',
      ),
      'Stricter: an empty key is refused; leaving it out says the same.',
    ),
    row(
      'BaseIncrementalUniqueKey.test__empty_unique_key_list',
      'An empty list as the key is no key.',
      byAnyEngine(
        'test/conformance/dbt/refused-options.test.ts',
        'before anything runs is refused > a unique key without columns',
      ),
      'Stricter: an empty key is refused; leaving it out says the same.',
    ),
    row(
      'BaseIncrementalUniqueKey.test__one_unique_key',
      'A row with a known key replaces the existing one.',
      m(
        'incremental delete+insert: increments equal a full rebuild, and only touched keys are computed',
        'incremental merge: increments equal a full rebuild, and only touched keys are computed',
      ),
    ),
    row(
      'BaseIncrementalUniqueKey.test__unary_unique_key_list',
      'A list of one column is that column.',
      byAnyEngine(
        'test/materializations/incremental/check-incremental.test.ts',
        'an incremental model is checked: a key',
      ),
    ),
    row(
      'BaseIncrementalUniqueKey.test__duplicated_unary_unique_key_list',
      'A column that the key names twice counts once.',
      byAnyEngine(
        'test/conformance/dbt/refused-options.test.ts',
        'before anything runs is refused > a unique key that names a column twice',
      ),
      'Stricter: a column named twice is refused.',
    ),
    row(
      'BaseIncrementalUniqueKey.test__trinary_unique_key_list',
      'Rows are the same if all columns of the key are.',
      m(
        'incremental delete+insert: rows are the same when all columns of the key are',
        'incremental merge: rows are the same when all columns of the key are',
      ),
      'Stricter: NULL in a column of the key is refused, where dbt appends the row in each run.',
    ),
    row(
      'BaseIncrementalUniqueKey.test__trinary_unique_key_list_no_update',
      'Rows of other keys are added.',
      m('incremental merge: rows are the same when all columns of the key are'),
    ),
    row(
      'BaseIncrementalUniqueKey.test__bad_unique_key',
      'A key that is no column is an error of the second run.',
      byAnyEngine(
        'test/conformance/dbt/refused-options.test.ts',
        'before anything runs is refused > a unique key that is no column',
      ),
      'Stricter: refused before the first run, by `tsc` too.',
    ),
    row(
      'BaseIncrementalUniqueKey.test__bad_unique_key_list',
      'A list with a name that is no column is an error of the second run.',
      byAnyEngine(
        'test/conformance/dbt/refused-options.test.ts',
        'before anything runs is refused > a list with one that is no column',
      ),
      'Stricter: refused before the first run, by `tsc` too.',
    ),
  ],
}
