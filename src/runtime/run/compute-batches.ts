import { isKerrosError } from '../../core/errors/index.js'
import type { BatchResult } from '../../core/result/batch-result.js'
import type { Batch, ComputeBatches } from '../../core/steps/step.js'
import { joinOutcomes } from './join-outcomes.js'
import type { StepContext, StepOutcome } from './step-context.js'

/** How a batch ended, and what it found out. */
interface BatchOutcome {
  readonly result: BatchResult
  readonly outcome: StepOutcome
  readonly error: unknown
}

/**
 * Computes batches, in order or several at the same time. One that fails leaves the others, unless it was to make the table.
 *
 * @param runSteps Runs the steps of one batch.
 * @throws what stopped the run, if it was stopped.
 */
export async function computeBatches(
  { batches, needsFirst, isConcurrent }: ComputeBatches,
  run: StepContext,
  runSteps: (steps: Batch['steps'], run: StepContext) => Promise<StepOutcome>,
): Promise<StepOutcome> {
  const done = new Map<Batch, BatchOutcome>()
  const waiting = [...batches]
  const next = async (context: StepContext): Promise<void> => {
    const batch = waiting.shift()!
    const outcome = await computeBatch(batch, context, runSteps)
    done.set(batch, outcome)
    run.onBatch?.(outcome.result, { index: done.size, total: batches.length })
    if (isOver(outcome.error)) waiting.length = 0
  }
  if (needsFirst) {
    await next(run)
    if (done.get(batches[0]!)!.error !== undefined) waiting.length = 0
  }
  const work = async (context: StepContext): Promise<void> => {
    while (waiting.length > 0) await next(context)
  }
  const { sessions } = run
  const others = isConcurrent && sessions ? Math.min(sessions.count, waiting.length) - 1 : 0
  const lanes = Array.from({ length: Math.max(0, others) }, () => sessions!.use((session) => work({ ...run, session })))
  await Promise.all([work(run), ...lanes])
  const outcomes = batches.map((batch) => done.get(batch) ?? skipped(batch))
  const found = outcomes.reduce<StepOutcome>(
    (all, { outcome }) => joinOutcomes(all, { ...outcome, isAdding: true }),
    {},
  )
  const error = outcomes.find((each) => each.error !== undefined)?.error
  return { ...found, batches: outcomes.map(({ result }) => result), ...(error !== undefined && { batchError: error }) }
}

/** Whether the batches after an error would fail in the same way: the connection or the right to write is gone. */
function isOver(error: unknown): boolean {
  return isKerrosError(error) && (error.code === 'E_CONNECTION' || error.code === 'E_LOCKED')
}

async function computeBatch(
  batch: Batch,
  run: StepContext,
  runSteps: (steps: Batch['steps'], run: StepContext) => Promise<StepOutcome>,
): Promise<BatchOutcome> {
  const began = performance.now()
  const { name, start, end } = batch
  const ended = (status: BatchResult['status'], rowsAffected?: number, message?: string): BatchResult => ({
    name,
    start,
    end,
    status,
    message,
    rowsAffected,
    durationMs: performance.now() - began,
  })
  try {
    // A run that is stopped here has computed some batches and not others, which the next run does.
    run.signal?.throwIfAborted()
    const outcome = await runSteps(batch.steps, run)
    return { result: ended('success', outcome.rowsAffected), outcome, error: undefined }
  } catch (error) {
    if (run.signal?.aborted) throw error
    const message = error instanceof Error ? error.message : String(error)
    return { result: ended('error', undefined, message), outcome: {}, error }
  }
}

function skipped({ name, start, end }: Batch): BatchOutcome {
  const result = {
    name,
    start,
    end,
    status: 'skipped',
    message: undefined,
    rowsAffected: undefined,
    durationMs: 0,
  } as const
  return { result, outcome: {}, error: undefined }
}
