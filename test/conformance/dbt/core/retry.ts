import { type Area, byAnyEngine, byRuns, doesNotApply, row } from '../behaviour.js'

const retry = (...tests: readonly string[]) =>
  byAnyEngine('test/cli/commands/build/retry.test.ts', ...tests.map((test) => `kerros retry > ${test}`))
const OPTIONS = 'has the command, the target, the variables and the options of the run'
const HOOKS = 'runs the hooks of the run again, and all of a run that its first hook stopped'
const AGAIN = 'runs again what failed or was skipped, until nothing is left'

export const retries: Area = {
  title: 'Retry and fail fast',
  from: 'dbt-core: tests/functional/retry, fail_fast',
  behaviours: [
    row('TestCustomTargetRetry', '`retry` runs on the target of the run.', retry(OPTIONS)),
    row(
      'TestRetryNoPreviousRun',
      '`retry` without an earlier run is an error.',
      retry('refuses when there is no run, when a node is gone, and what is no run'),
    ),
    row('TestRetryPreviousRun', '`retry` runs what failed and what was skipped, until nothing is left.', retry(AGAIN)),
    row(
      'TestRetryWarnError',
      '`retry --warn-error` runs what warned again; without it, a warning is nothing to retry.',
      retry('runs tests that warned again with --warn-error of its own'),
    ),
    row(
      'TestRetryRunOperation',
      '`retry` runs an operation that failed again.',
      retry('of an operation > sends one that failed again, with its arguments and its target, until it is done'),
    ),
    row(
      'TestRetrySuccessfulRunOperation',
      '`retry` has nothing to do after an operation that went well.',
      retry(
        'of an operation > has nothing to send of one that went well',
        'of an operation > leaves a run to be retried: one that came later, or one before an operation that went well',
      ),
      'Kinder: what a run before it has left can still be retried.',
    ),
    row(
      'TestRetryRemovedFile',
      'A model that is gone is an error where others still read it.',
      retry('refuses when there is no run, when a node is gone, and what is no run'),
    ),
    row(
      'TestRetryRemovedFileLeafNode',
      'A failed model that is gone and that nothing reads is an error that names it.',
      retry('refuses when there is no run, when a node is gone, and what is no run'),
    ),
    row(
      'TestFailFast',
      'After a run that stopped at its first failure, `retry` runs what is left.',
      retry('runs what a run that stopped at its first failure had left, and nothing else'),
    ),
    row(
      'TestRetryResourceType',
      '`retry` has `--resource-type` of the run.',
      retry('leaves out the types that the run left out'),
    ),
    row(
      'TestRetryOverridePath',
      '`retry` finds the project of the run in another folder.',
      retry('retries a run whose results are elsewhere'),
    ),
    row('TestRetryVars', '`retry` has the variables of the run, unless it gives its own.', retry(OPTIONS)),
    row('TestRetryFullRefresh', '`retry` has `--full-refresh` of the run.', retry(OPTIONS)),
    row(
      'TestRetryTargetPathEnvVar',
      'The results are in a folder that the environment names.',
      retry('retries a run whose results are elsewhere'),
      'Other form: `--state` names the folder.',
    ),
    row(
      'TestRetryTargetPathFlag',
      'The results are in a folder that an option names.',
      retry('retries a run whose results are elsewhere'),
    ),
    row('TestRetryHooksAlwaysRun', 'Hooks of the run run with `retry`, too.', retry(HOOKS)),
    row(
      'TestFixRetryHook',
      'A run that its first hook stopped is retried whole, after the hook was fixed.',
      retry(HOOKS),
    ),
    row('TestCustomThreadRetry', '`retry` has the threads of the run, unless it gives its own.', retry(OPTIONS)),
    row(
      'TestFastFailingDuringRun',
      'After the first failure nothing new starts, with one thread and with several.',
      byRuns('runs > stops after the first failure with failFast, and builds the rest next time'),
    ),
    row(
      'TestFailFastFromConfig',
      'The project’s file turns it on, too.',
      doesNotApply('a flag of a run is not written in the project; CI’s command line has it'),
    ),
  ],
}
