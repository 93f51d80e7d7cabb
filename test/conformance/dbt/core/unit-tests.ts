import { type Area, byAnyEngine, doesNotApply, row } from '../behaviour.js'
import { reasons } from '../reasons.js'

const command = (...tests: readonly string[]) =>
  byAnyEngine('test/cli/unit-tests.test.ts', ...tests.map((test) => `unit tests of a project > ${test}`))
const FAILING = command(
  'say in a build which rows differ, and keep their model and what depends on it from being built',
)
const LISTED = command('are listed, in the manifest, on the site, and in the words of dbt')
const unit = (...tests: readonly string[]) => byAnyEngine('test/testing/run-unit-test.test.ts', ...tests)
const CSV = unit('rows in other forms > are CSV, in the test or in a file, with NULL for an empty field')
const OTHERS = unit('what rows are given for > may be a snapshot, and tables of one name in two sources')
const ONE_NAME = byAnyEngine(
  'test/core/definitions/unit-test.test.ts',
  'has a name that no other one has, also of another model',
)
const given = (...tests: readonly string[]) => byAnyEngine('test/testing/run-model.test.ts', ...tests)
const overTime = (...tests: readonly string[]) => byAnyEngine('test/testing/run-over-time.test.ts', ...tests)
const VERSIONS = doesNotApply(reasons.versions)

export const unitTests: Area = {
  title: 'Unit tests',
  from: 'dbt-core: tests/functional/unit_testing',
  behaviours: [
    row('TestUnitTestsWithInlineCSV', 'Given and expected rows are CSV in the definition.', CSV),
    row('TestUnitTestsWithFileCSV', 'They are in CSV files.', CSV),
    row('TestUnitTestsWithMixedCSV', 'Some are rows and some are files.', CSV),
    row('TestUnitTestsInlineCSVEmptyValueIsNull', 'An empty field of CSV is NULL.', CSV),
    row('TestUnitTestsFileCSVEmptyValueIsNull', 'An empty field of a file is NULL.', CSV),
    row('TestUnitTestsMissingCSVFile', 'A file that is missing is an error.', CSV),
    row(
      'TestUnitTestsDuplicateCSVFile',
      'Two files of one name are an error.',
      doesNotApply('a file is named by its path'),
    ),
    row(
      'TestSQLFormat',
      'Given and expected rows are a query.',
      unit(
        'rows in other forms > are those of a query',
        'rows in other forms > of a query are expected, too: their columns are compared, and none are expected by one without rows',
      ),
    ),
    row(
      'TestSQLFormatFixtures',
      'They are queries in files.',
      unit('rows in other forms > are those of a query in a file'),
    ),
    row(
      'TestUnitTestStateModified',
      '`state:modified` selects unit tests whose definition or files changed.',
      byAnyEngine('test/cli/commands/build/state.test.ts', '--select state: > runs unit tests that say something else'),
    ),
    row('TestUnitTestRetry', '`retry` runs the unit tests that failed.', FAILING),
    row(
      'TestUnitTestDeferState',
      'Unit tests run with `--defer`.',
      doesNotApply('a unit test reads no relation of the warehouse, so that there is nothing to defer'),
    ),
    row(
      'TestUnitTestDeferDoesntOverwrite',
      'They write no state while they defer.',
      doesNotApply('a unit test reads no relation of the warehouse, so that there is nothing to defer'),
    ),
    row(
      'TestUnitTests.test_basic',
      'Unit tests of a model run, are selected by name, model, tag and file, and a failing one stops the model.',
      FAILING,
    ),
    row(
      'TestUnitTestIncrementalModelBasic',
      'An incremental model is tested as a first and as a later run.',
      overTime('runIncremental > shows the table after each load, and what a full rebuild gives'),
    ),
    row(
      'TestUnitTestIncrementalModelNoOverride',
      'Without saying which, it is an error.',
      overTime('runIncremental > shows the table after each load, and what a full rebuild gives'),
      'Other form: what exists says which run it is; there is nothing to forget.',
    ),
    row(
      'TestUnitTestIncrementalModelWrongOverride',
      'Saying it with another type is an error.',
      overTime('runIncremental > shows the table after each load, and what a full rebuild gives'),
      'Other form: what exists says which run it is; there is nothing to say wrongly.',
    ),
    row(
      'TestUnitTestIncrementalModelNoThisInput',
      'A later run without rows of the table itself is an error.',
      overTime('runIncremental > shows the table after each load, and what a full rebuild gives'),
      'Other form: the earlier loads make the table.',
    ),
    row(
      'TestUnitTestIncrementalModelWithAlias',
      'It works for a model with an alias.',
      unit('a unit test of an incremental model > knows the table of a model with an alias'),
    ),
    row('TestUnitTestIncrementalModelWithVersion', 'It works for a model with versions.', VERSIONS),
    row('TestUnitTestRefWithVersion', 'An input may be a version of a model.', VERSIONS),
    row('TestUnitTestRefMissingVersionModel', 'An input without the version is the latest.', VERSIONS),
    row('TestUnitTestRefWithMissingVersionRef', 'The model may leave the version out, too.', VERSIONS),
    row('TestUnitTestRefWithVersionLatestSecond', 'The latest version may come second.', VERSIONS),
    row('TestUnitTestRefWithVersionMissingRefTest', 'A version without given rows is an error.', VERSIONS),
    row('TestUnitTestRefWithVersionDiffLatest', 'The latest version may be an older one.', VERSIONS),
    row(
      'TestUnitTestExplicitSeed',
      'Rows are given for a seed.',
      given('runModel > reads seeds from their files, unless rows are given for them'),
    ),
    row(
      'TestUnitTestImplicitSeed',
      'A seed without given rows is read from its file.',
      given('runModel > reads seeds from their files, unless rows are given for them'),
    ),
    row(
      'TestUnitTestNonexistentSeed',
      'A seed that does not exist is an error.',
      given('invalid given rows > refuses rows that nothing reads'),
      'Stricter: a definition that does not exist is an error of `tsc`.',
    ),
    row(
      'TestUnitTestInvalidInputConfiguration',
      'An input that is not in the project is an error of this test only.',
      given('invalid given rows > names a source without rows, with a hint'),
    ),
    row(
      'TestUnitTestExternalPackageNode',
      'An input may be a model of a package.',
      given('runModel > computes what has no rows from what it reads in turn'),
      'Other form: a package’s definitions are imported as any others.',
    ),
    row(
      'TestUnitTestExternalProjectNode',
      'An input may be a model of another project.',
      given('runModel > computes what has no rows from what it reads in turn'),
      'Other form: another project’s definitions are imported as any others.',
    ),
    row(
      'TestUnitTestSubfolderPath',
      'A unit test in a folder is found, and has compiled files there.',
      LISTED,
      'Other form: nothing is compiled into files.',
    ),
    row(
      'TestUnitTestModelWithFunction',
      'A model that calls a function of the warehouse is tested.',
      doesNotApply(reasons.functions),
    ),
    row(
      'TestUnitTestAdapterPreHook',
      'What the adapter does before a model is done before its unit test.',
      doesNotApply('unit tests run in a DuckDB of their own, not in the warehouse'),
    ),
    row(
      'TestUnitTestAdapterPostHook',
      'What the adapter does after a model is done after its unit test.',
      doesNotApply('unit tests run in a DuckDB of their own, not in the warehouse'),
    ),
    row(
      'TestUnitTestInputWithAlias',
      'An input with an alias is found by its name.',
      given('runModel > runs a table over rows that stand in for its input'),
      'Other form: an input is the definition itself.',
    ),
    row(
      'TestUnitTestingInDependency',
      'Unit tests of a package run when they are selected.',
      doesNotApply(reasons.packages),
    ),
    row(
      'TestUnitTestingDiffIsOrderAgnostic',
      'The order of rows does not matter.',
      given('runModel > sorts rows by their columns, and leaves columns that a row lacks NULL'),
    ),
    row(
      'TestUnitTestEphemeralInput',
      'An ephemeral input is given rows as any other.',
      given('runModel > runs ephemerals and incrementals as they are, and analyses in their order'),
    ),
    row('TestUnitTestList', '`ls` lists unit tests, with their model.', LISTED),
    row('TestUnitTestListDisabled', 'A disabled one is not listed.', LISTED),
    row(
      'TestMacroWithoutComposition',
      'A macro can be replaced for a unit test.',
      doesNotApply('a macro is a function of TypeScript; what it reads is given as rows and variables'),
    ),
    row(
      'TestMacroComposition',
      'A macro of macros, too.',
      doesNotApply('a macro is a function of TypeScript; what it reads is given as rows and variables'),
    ),
    row(
      'TestUnitTestDuplicateTestNamesAcrossModels',
      'Two models may have unit tests of one name.',
      ONE_NAME,
      'Stricter: the name is that of the export, and one in the project.',
    ),
    row('TestUnitTestDuplicateTestNamesWithinModel', 'One model may not.', ONE_NAME),
    row(
      'TestUnitTestingMacroOverrides',
      'Macros, variables and the environment are replaced for one test.',
      given('runModel > gives variables their values'),
    ),
    row(
      'TestUnitTestResourceTypes',
      '`--resource-type unit_test` runs and leaves out unit tests.',
      command(
        'run alone without the target: with --unit, by type, by name, by tag',
        'run before their model in a build, and not in a run; they can be left out',
      ),
    ),
    row('TestUnitTestSnapshotDependency', 'An input may be a snapshot.', OTHERS),
    row(
      'TestUnitTestSourceInput',
      'Rows are given for a source.',
      given('runModel > runs a table over rows that stand in for its input'),
    ),
    row('TestUnitTestSourceInputSameNames', 'Two sources may have tables of one name.', OTHERS),
    row(
      'TestUnitTestOneVariables',
      'A variable is given a value, which a macro reads.',
      given('runModel > gives variables their values'),
    ),
    row('TestUnitTestTwoVariables', 'Two variables are.', given('runModel > gives variables their values')),
    row('TestUnitTestVersionedModelParseOrder', 'Versions are found in any order of files.', VERSIONS),
    row('TestVersions', 'A unit test runs on each version.', VERSIONS),
    row('TestIncludeExcludeSpecified', 'Including and excluding versions together is an error.', VERSIONS),
    row('TestIncludeUnversioned', 'Versions of a model without them are an error.', VERSIONS),
    row('TestVersionedFixture', 'Files of rows serve several versions.', VERSIONS),
  ],
}
