import { type Area, byAnyEngine, byEngine, bySuite, doesNotApply, named, row } from '../behaviour.js'
import { reasons } from '../reasons.js'

/** Histories of events and runs against an oracle, on each engine. */
const ROWS = byEngine(
  named('test/property/microbatch.test.ts', ['computes the batches of docs/microbatch.md on DuckDB, row by row']),
  named('test/property/microbatch.test.ts', ['on Snowflake > computes the batches of docs/microbatch.md, row by row']),
)
const run = (...tests: readonly string[]) =>
  byAnyEngine('test/runtime/run/microbatch.test.ts', ...tests.map((test) => `a microbatch model > ${test}`))
const cli = (...tests: readonly string[]) => byAnyEngine('test/cli/commands/build/backfill.test.ts', ...tests)
const refused = (test: string) =>
  byAnyEngine('test/conformance/dbt/refused-options.test.ts', `before anything runs is refused > ${test}`)
const HOOKS = bySuite('microbatch models > has its hooks run once: before the first batch, and after the last one')
const OWN = doesNotApply('strategies are those of kerros: one of one’s own is a query of another model')
const PATHS = doesNotApply('no file is written for a batch: the statements of each are in the run’s results')

export const microbatch: Area = {
  title: 'Microbatch',
  from: 'dbt-core: tests/functional/microbatch',
  behaviours: [
    row('TestMicrobatchCustomUserStrategyDefault', 'A project’s own macro of the name `microbatch` is used.', OWN),
    row('TestMicrobatchCustomUserStrategyProjectFlagTrueValid', 'A flag runs it in batches.', OWN),
    row(
      'TestMicrobatchCustomUserStrategyProjectFlagTrueNoValidBuiltin',
      'A flag without the engine’s support is an error.',
      OWN,
    ),
    row(
      'TestMicrobatchCLI',
      '`--event-time-start` and `--event-time-end` compute the batches of this time only.',
      cli(
        'is kerros-dbt run with the options of dbt, which says how many batches are done',
        'computes batches from one time to another, and refuses models that have none',
      ),
    ),
    row(
      'TestMicrobatchCLIBuild',
      '`build` does, too.',
      cli('is kerros-dbt run with the options of dbt, which says how many batches are done'),
    ),
    row(
      'TestMicrobatchCLIRunOutputJSON',
      '`ls --output json` has the beginning of the batches.',
      cli('is kerros-dbt run with the options of dbt, which says how many batches are done'),
    ),
    row(
      'TestMicroBatchBoundsDefault',
      'Without options a run computes the last batch and those before it that are due.',
      ROWS,
      'Kinder: the target knows which batches are complete, and a run fills the gaps.',
    ),
    row('TestMicrobatchWithSource', 'A source with an event time is filtered by the batch.', ROWS),
    row('TestMicrobatchJinjaContext', 'The model reads its batch in Jinja.', doesNotApply(reasons.jinjaContext)),
    row(
      'TestMicrobatchWithInputWithoutEventTime',
      'An input without an event time is read whole, with a note.',
      run('says that no input has an event time, and still has each row once'),
    ),
    row(
      'TestMicrobatchUsingRefRenderSkipsFilter',
      '`ref(…).render()` reads an input whole.',
      run('reads an input whole that the option names, and refuses several with an event time that says nothing'),
      'Other form: the option `wholeInputs`.',
    ),
    row(
      'TestMicrobatchJinjaContextVarsAvailable',
      'The batch’s start, end and id are in the Jinja context.',
      doesNotApply(reasons.jinjaContext),
    ),
    row(
      'TestMicrobatchIncrementalBatchFailure',
      'A batch that fails is a partial success; what reads the model is skipped.',
      run(
        'ends with a partial success if a batch fails; what depends on it is skipped, and the next run computes the batch',
      ),
    ),
    row(
      'TestMicrobatchRetriesPartialSuccesses',
      '`retry` computes only the batches that failed.',
      cli('retries only the batches that failed, and then what was skipped, without a full refresh'),
    ),
    row(
      'TestMicrobatchMultipleRetries',
      '`retry` of a retry does, too.',
      cli('retries only the batches that failed, and then what was skipped, without a full refresh'),
    ),
    row(
      'TestMicrobatchInitialBatchFailure',
      'If the first batch of a new table fails, no other one runs.',
      run('leaves the table as it was if the batch that would make it fails, and says what was skipped'),
    ),
    row(
      'TestMicrobatchSecondBatchFailure',
      'If a later one fails, the others run.',
      run(
        'ends with a partial success if a batch fails; what depends on it is skipped, and the next run computes the batch',
      ),
    ),
    row('TestMicrobatchCompiledRunPaths', 'Each batch has a compiled file of its own.', PATHS),
    row('TestMicrobatchCompiledRunPathsHourly', 'The same by the hour.', PATHS),
    row('TestMicrobatchCompiledRunPathsMonthly', 'The same by the month.', PATHS),
    row('TestMicrobatchCompiledRunPathsYearly', 'The same by the year.', PATHS),
    row(
      'TestMicrobatchFullRefreshConfigFalse',
      '`full_refresh: false` keeps the table with the flag, too.',
      run('keeps its table in a full refresh with fullRefresh: false'),
    ),
    row(
      'TestMicrbobatchModelsRunWithSameCurrentTime',
      'All models of a run have the same current time.',
      run('ends with the batch in which the run began, as all models of the run do'),
    ),
    row(
      'TestMicrobatchModelSkipped',
      'A model whose input fails is skipped with all its batches.',
      run(
        'ends with a partial success if a batch fails; what depends on it is skipped, and the next run computes the batch',
      ),
    ),
    row(
      'TestMicrobatchCanRunParallelOrSequential',
      '`concurrent_batches` says whether batches run in parallel.',
      run('computes batches at the same time, with the same rows'),
    ),
    row(
      'TestFirstAndLastBatchAlwaysSequential',
      'The first and the last batch run alone.',
      run(
        'computes batches at the same time, with the same rows',
        'leaves the table as it was if the batch that would make it fails, and says what was skipped',
      ),
    ),
    row(
      'TestFirstBatchRunsPreHookLastBatchRunsPostHook',
      'Hooks run before the first and after the last batch.',
      HOOKS,
    ),
    row('TestWhenOnlyOneBatchRunBothPostAndPreHooks', 'With one batch both run around it.', HOOKS),
    row(
      'TestCanSilenceInvalidConcurrentBatchesConfigWarning',
      'The note of batches that cannot run in parallel can be silenced.',
      doesNotApply('batches can run in parallel on both engines, so that there is no such note'),
    ),
    row(
      'TestCompilationErrorOnSingleBatchRun',
      'An error in the model’s query with one batch is an error of the model.',
      run('is an error, and no partial success, if its only batch fails'),
    ),
    row(
      'TestMicrobatchRetryUsesOriginalInvocationTime',
      '`retry` computes the batches that were due at the time of the run.',
      run(
        'computes only the batches that a retry names, in the table that the run with --full-refresh has made',
        'computes the batches of the run again where all of them failed, and no others, and makes the table that the run was to make',
      ),
    ),
    row(
      'TestMicrobatchBuildRetryUsesOriginalInvocationTime',
      '`retry` of `build` does, too.',
      run(
        'computes only the batches that a retry names, in the table that the run with --full-refresh has made',
        'computes the batches of the run again where all of them failed, and no others, and makes the table that the run was to make',
      ),
    ),
    row(
      'TestMissingEventTimeMicrobatch',
      'A model without an event time is an error.',
      refused('a microbatch model without an event time'),
    ),
    row(
      'TestInvalidEventTimeMicrobatch',
      'An event time that is no name is an error.',
      refused('an event time that is no name'),
    ),
    row(
      'TestMissingBeginMicrobatch',
      'A model without a beginning is an error.',
      refused('a microbatch model without a beginning'),
    ),
    row(
      'TestInvaliBeginTypeMicrobatch',
      'A beginning that is no time is an error.',
      refused('a beginning that is no time'),
    ),
    row(
      'TestInvaliBegiFormatMicrobatch',
      'A beginning in another form is an error.',
      refused('a beginning in another form'),
    ),
    row(
      'TestMissingBatchSizeMicrobatch',
      'A model without a batch size is an error.',
      refused('a microbatch model without a batch size'),
    ),
    row(
      'TestInvalidBatchSizeMicrobatch',
      'A batch size other than hour, day, month, year is an error.',
      refused('another batch size'),
    ),
    row(
      'TestInvalidInputEventTimeMicrobatch',
      'An input whose event time is no name is an error.',
      refused('an event time of an input that is no name'),
    ),
    row(
      'TestValidBeginMicrobatch',
      'A date as the beginning is valid.',
      run('has the batches in its result, and counts the rows of the model alone'),
    ),
  ],
}
