import { type Area, byAnyEngine, doesNotApply, row, together } from '../behaviour.js'

const found = (...whats: readonly string[]) =>
  byAnyEngine(
    'test/runtime/artifacts/compare-states.test.ts',
    ...whats.map((what) => `what has changed since an earlier manifest > ${what}`),
  )
const change = (...whats: readonly string[]) => found(...whats.map((what) => `is found after a change of ${what}`))
const cli = (...tests: readonly string[]) =>
  byAnyEngine('test/cli/commands/state.test.ts', ...tests.map((test) => `--select state: > ${test}`))
const breaking = (...tests: readonly string[]) =>
  byAnyEngine('test/cli/commands/breaking-changes.test.ts', ...tests.map((test) => `kerros build --state > ${test}`))
const REFUSED = 'refuses a broken contract before anything is built, and warns with --allow-breaking'

export const states: Area = {
  title: 'What has changed since an earlier state',
  from: 'dbt-core: tests/functional/defer_state',
  behaviours: [
    row(
      'TestChangedSeedContents',
      'A seed whose file has other rows is modified; one of more than 1 MiB is compared by its path.',
      together(
        found('is the content of a seed’s file, and not its line ends'),
        cli('builds what has changed, and nothing where nothing has'),
      ),
      'Stricter: a file is compared by its content, however large it is.',
    ),
    row('TestChangedSeedConfig', 'A seed with another setting is modified.', change('the columns of a seed')),
    row(
      'TestUnrenderedConfigSame',
      'A model is modified whose setting is said where it was left to the default.',
      change('a setting', 'how a model is built'),
      'Kinder: a materialization is what a definition is made with, and cannot be left out.',
    ),
    row(
      'TestChangedModelContents',
      'A model with another query is modified, and nothing else.',
      change('a value in a query'),
    ),
    row(
      'TestNewMacro',
      'A macro that nothing uses modifies nothing.',
      cli('is nothing after constants and helpers with other names'),
    ),
    row(
      'TestChangedMacroContents',
      'A model that uses a changed macro is modified.',
      change('what a macro returns'),
      'Stricter: only where the macro returns something else.',
    ),
    row('TestChangedExposure', 'An exposure with another owner is modified.', change('the owner of an exposure')),
    row(
      'TestChangedContract',
      'A model with another contract is modified, by `state:modified.contract` too; a broken one is an error.',
      together(change('a contract'), breaking(REFUSED)),
    ),
    row(
      'TestChangedConstraint',
      'So is one with other constraints, and a removed one is an error.',
      together(change('constraints'), breaking(REFUSED)),
    ),
    row(
      'TestChangedMaterializationConstraint',
      'A table with constraints that becomes a view is an error.',
      byAnyEngine('test/artifacts/contract-changes.test.ts', 'contracts of two manifests > a table that is a view now'),
    ),
    row(
      'TestModifiedBodyAndContract',
      'A broken contract is an error also where the query has changed.',
      breaking(REFUSED),
    ),
    row(
      'TestModifiedGroups',
      'Another name of a group alone does not make a model modified.',
      found('is nothing after tags, meta and access'),
    ),
    row(
      'TestStateSelectionVarConfig',
      'Another value of `--vars` modifies nothing.',
      found('is nothing after a value of --vars'),
    ),
    row(
      'TestStateSelectionVarConfigLegacy',
      'With an older flag it does.',
      doesNotApply('there is one way to compare'),
    ),
    row(
      'TestModelNodeWithEnvVarConfigInSqlFile',
      'Another value of an environment variable in a setting modifies nothing.',
      found('is nothing after another target'),
      'Other form: a target is what reads the environment; what a query or a setting of a model reads from it is part of it.',
    ),
    row(
      'TestRemovedGenericTest',
      'A test that is used and gone is an error, not a failure of the selection.',
      doesNotApply('a test is a function that is imported: `tsc` and the import say that it is gone'),
    ),
    row(
      'TestRunResultsState',
      '`result:` selects by what became of a node in an earlier run.',
      byAnyEngine(
        'test/core/graph/select-nodes.test.ts',
        'selectNodes > selects by an earlier run, in which nothing may match',
      ),
    ),
  ],
}
