import { type Area, byAnyEngine, bySuite, doesNotApply, row } from '../behaviour.js'

const stored = (...tests: readonly string[]) => bySuite(...tests.map((test) => `stored failures > ${test}`))
const given = (...tests: readonly string[]) => byAnyEngine('test/testing/run-model.test.ts', ...tests)
const unit = (...tests: readonly string[]) => byAnyEngine('test/testing/run-unit-test.test.ts', ...tests)
const WORDS = 'what rows are given for > may have columns called like words of SQL'

export const tests: Area = {
  title: 'Stored failures and unit tests',
  from: 'dbt-tests-adapter: store_test_failures_tests, unit_testing',
  behaviours: [
    row(
      'StoreTestFailuresAsInteractions',
      '`store_failures` and `store_failures_as` of a test together decide whether a view, a table or nothing holds its failing rows.',
      stored(
        'are the rows that fail, with true',
        'are the rows that fail, with table',
        'are the rows that fail, with view',
      ),
      'Other form: one option, `storeFailures`, so that two cannot contradict each other.',
    ),
    row(
      'StoreTestFailuresAsProjectLevelOff',
      'A project that does not store failures leaves it to the test.',
      stored('are the rows that fail, with table', 'are not stored without a word of it'),
    ),
    row(
      'StoreTestFailuresAsProjectLevelView',
      'A project that stores views leaves a table to the test.',
      stored('are stored in what the project says, unless the test says it'),
    ),
    row(
      'StoreTestFailuresAsProjectLevelEphemeral',
      'A test stores where the project says that none does.',
      stored('are the rows that fail, with view', 'are not stored without a word of it'),
    ),
    row(
      'StoreTestFailuresAsGeneric',
      'Generic tests store their failing rows, too.',
      stored('are stored of all tests of a run that says so, but for those that never store them'),
    ),
    row(
      'StoreTestFailuresAsExceptions',
      'Another value is an error that names the valid ones.',
      byAnyEngine(
        'test/conformance/dbt/refused-options.test.ts',
        'before anything runs is refused > another way to store failures, with those that there are',
      ),
      'Stricter: `tsc` reports it, and loading the project does.',
    ),
    row(
      'BaseStoreTestFailures',
      'With `--store-failures` each test leaves its failing rows in a table; the next run replaces it.',
      stored(
        'are stored of all tests of a run that says so, but for those that never store them',
        'are replaced by each run, and none after a test that passes',
      ),
      'Other form: in the schema of the target, under the test’s name.',
    ),
    row(
      'BaseStoreTestFailuresLimit',
      '`limit` of a test bounds the rows that are stored.',
      stored('are no more than the limit'),
    ),
    row(
      'BaseUnitTestCaseInsensivity',
      'Columns of given and expected rows are found in any case of their letters.',
      unit('what rows are given for > may have names in another case than the columns, as for the engines'),
      'Stricter: in rows that are listed, a name in another case is an error of `tsc`.',
    ),
    row(
      'BaseUnitTestInvalidInput.test_invalid_input',
      'A column that the input does not have is an error that lists those that it has.',
      given('invalid given rows > refuses columns that are not there, at their own line for tsc'),
    ),
    row(
      'BasePseudocolumnUnitTest',
      'A unit test of a model that reads an engine’s pseudo columns.',
      doesNotApply('a source declares the columns that are read; an engine’s own are declared like others'),
    ),
    row(
      'BaseUnitTestQuotedReservedWordColumnNames',
      'Given rows may have columns whose names are reserved words.',
      unit(WORDS),
    ),
    row(
      'BaseUnitTestingTypes',
      'Given and expected rows have values of each type: numbers, strings, truth, dates, timestamps, JSON.',
      given('runModel > keeps values of every type as they are'),
    ),
    row(
      'BaseUnitTestingVarcharFixtureNoTruncation',
      'A given string that is longer than the declared type is not cut.',
      unit(WORDS),
      'Other form: `varchar()` has no length.',
    ),
  ],
}
