import { type Area, doesNotApply, notYet, row } from '../behaviour.js'
import { reasons } from '../reasons.js'

const LATER = notYet('issue 13: microbatch')
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
      LATER,
    ),
    row('TestMicrobatchCLIBuild', '`build` does, too.', LATER),
    row('TestMicrobatchCLIRunOutputJSON', '`ls --output json` has the beginning of the batches.', LATER),
    row(
      'TestMicroBatchBoundsDefault',
      'Without options a run computes the last batch and those before it that are due.',
      LATER,
    ),
    row('TestMicrobatchWithSource', 'A source with an event time is filtered by the batch.', LATER),
    row('TestMicrobatchJinjaContext', 'The model reads its batch in Jinja.', doesNotApply(reasons.jinjaContext)),
    row('TestMicrobatchWithInputWithoutEventTime', 'An input without an event time is read whole, with a note.', LATER),
    row('TestMicrobatchUsingRefRenderSkipsFilter', '`ref(…).render()` reads an input whole.', LATER),
    row(
      'TestMicrobatchJinjaContextVarsAvailable',
      'The batch’s start, end and id are in the Jinja context.',
      doesNotApply(reasons.jinjaContext),
    ),
    row(
      'TestMicrobatchIncrementalBatchFailure',
      'A batch that fails is a partial success; what reads the model is skipped.',
      LATER,
    ),
    row('TestMicrobatchRetriesPartialSuccesses', '`retry` computes only the batches that failed.', LATER),
    row('TestMicrobatchMultipleRetries', '`retry` of a retry does, too.', LATER),
    row('TestMicrobatchInitialBatchFailure', 'If the first batch of a new table fails, no other one runs.', LATER),
    row('TestMicrobatchSecondBatchFailure', 'If a later one fails, the others run.', LATER),
    row('TestMicrobatchCompiledRunPaths', 'Each batch has a compiled file of its own.', PATHS),
    row('TestMicrobatchCompiledRunPathsHourly', 'The same by the hour.', PATHS),
    row('TestMicrobatchCompiledRunPathsMonthly', 'The same by the month.', PATHS),
    row('TestMicrobatchCompiledRunPathsYearly', 'The same by the year.', PATHS),
    row('TestMicrobatchFullRefreshConfigFalse', '`full_refresh: false` keeps the table with the flag, too.', LATER),
    row('TestMicrbobatchModelsRunWithSameCurrentTime', 'All models of a run have the same current time.', LATER),
    row('TestMicrobatchModelSkipped', 'A model whose input fails is skipped with all its batches.', LATER),
    row(
      'TestMicrobatchCanRunParallelOrSequential',
      '`concurrent_batches` says whether batches run in parallel.',
      LATER,
    ),
    row('TestFirstAndLastBatchAlwaysSequential', 'The first and the last batch run alone.', LATER),
    row(
      'TestFirstBatchRunsPreHookLastBatchRunsPostHook',
      'Hooks run before the first and after the last batch.',
      LATER,
    ),
    row('TestWhenOnlyOneBatchRunBothPostAndPreHooks', 'With one batch both run around it.', LATER),
    row(
      'TestCanSilenceInvalidConcurrentBatchesConfigWarning',
      'The note of batches that cannot run in parallel can be silenced.',
      LATER,
    ),
    row(
      'TestCompilationErrorOnSingleBatchRun',
      'An error in the model’s query with one batch is an error of the model.',
      LATER,
    ),
    row(
      'TestMicrobatchRetryUsesOriginalInvocationTime',
      '`retry` computes the batches that were due at the time of the run.',
      LATER,
    ),
    row('TestMicrobatchBuildRetryUsesOriginalInvocationTime', '`retry` of `build` does, too.', LATER),
    row('TestMissingEventTimeMicrobatch', 'A model without an event time is an error.', LATER),
    row('TestInvalidEventTimeMicrobatch', 'An event time that is no name is an error.', LATER),
    row('TestMissingBeginMicrobatch', 'A model without a beginning is an error.', LATER),
    row('TestInvaliBeginTypeMicrobatch', 'A beginning that is no time is an error.', LATER),
    row('TestInvaliBegiFormatMicrobatch', 'A beginning in another form is an error.', LATER),
    row('TestMissingBatchSizeMicrobatch', 'A model without a batch size is an error.', LATER),
    row('TestInvalidBatchSizeMicrobatch', 'A batch size other than hour, day, month, year is an error.', LATER),
    row('TestInvalidInputEventTimeMicrobatch', 'An input whose event time is no name is an error.', LATER),
    row('TestValidBeginMicrobatch', 'A date as the beginning is valid.', LATER),
  ],
}
