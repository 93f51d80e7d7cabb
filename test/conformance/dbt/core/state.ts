import { type Area, byAnyEngine, byRuns, doesNotApply, row, together } from '../behaviour.js'
import { reasons } from '../reasons.js'

const found = (...whats: readonly string[]) =>
  byAnyEngine(
    'test/runtime/artifacts/compare-states.test.ts',
    ...whats.map((what) => `what has changed since an earlier manifest > ${what}`),
  )
const change = (...whats: readonly string[]) => found(...whats.map((what) => `is found after a change of ${what}`))
const cli = (...tests: readonly string[]) =>
  byAnyEngine('test/cli/commands/build/state.test.ts', ...tests.map((test) => `--select state: > ${test}`))
const defer = (...tests: readonly string[]) => byRuns(...tests.map((test) => `--defer > ${test}`))
const READ = 'what is not built here is read where the state has it, through ephemerals, and with seeds and snapshots'
const UNLESS = 'what exists in the target is read there, unless the state is favored'
const FUNCTIONS = doesNotApply(reasons.functions)
const breaking = (...tests: readonly string[]) =>
  byAnyEngine(
    'test/cli/commands/build/breaking-changes.test.ts',
    ...tests.map((test) => `kerros build --state > ${test}`),
  )
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
    row(
      'TestDeferStateUnsupportedCommands',
      '`--defer` without a manifest in the folder is an error.',
      defer('a state without a manifest, or of another engine, is an error'),
    ),
    row(
      'TestRunCompileState',
      '`compile --defer` compiles all nodes.',
      defer('the statements of compile and the rows of show are those of the state'),
    ),
    row('TestSnapshotState', '`snapshot --defer` works, with `--favor-state` too.', defer(READ)),
    row(
      'TestRunDeferState',
      'Without `--defer` nothing is found in an empty schema; with it, models and tests read where the state is.',
      defer(READ, 'a test reads what is built here, and the rest where the state has it'),
    ),
    row(
      'TestRunDeferStateChangedModel',
      'An unselected model is read as the state has it; an ephemeral one is inlined as it is now.',
      defer(READ),
    ),
    row(
      'TestRunDeferStateIFFNotExists',
      'What exists in the target is read there; with `--favor-state` it is not, unless it is selected.',
      defer(UNLESS, 'what is selected is read here, also when the state is favored'),
    ),
    row(
      'TestDeferStateDeletedUpstream',
      'A node that is gone from the project does not matter.',
      defer(READ),
      'Other form: only what a query reads is looked up in the manifest.',
    ),
    row(
      'TestDeferStateFlag',
      '`--defer-state` is another manifest than that of `--state`; `retry` defers, too.',
      together(
        byAnyEngine(
          'test/cli/commands/build/defer.test.ts',
          '--defer > reads another manifest than that which state: compares with',
          '--defer > is part of what retry repeats',
        ),
        defer('what an earlier run has built is read here when it is run again'),
      ),
    ),
    row('TestFunctionDeferral', 'A function in the warehouse is deferred.', FUNCTIONS),
    row('TestFunctionDeferralWithConfigAlias', 'The same with an alias.', FUNCTIONS),
    row('TestFunctionDeferralWithAlias', 'The same with an alias that a macro makes.', FUNCTIONS),
  ],
}
