import { KerrosError } from '../../core/errors/index.js'
import { counted } from '../../core/errors/wording.js'
import type { AssertEventTimes } from '../../core/steps/step.js'
import type { StepOutcome } from './step-context.js'

/** The rows that an {@link AssertEventTimes} has found. */
export interface FoundTimes {
  readonly nulls: number
  readonly outside: number
}

/**
 * What rows mean that are in no batch, or in another one.
 *
 * @throws KerrosError `E_EVENT_TIME` for rows that no batch would ever have, and for rows outside of their batch.
 */
export function assertEventTimes(step: AssertEventTimes, { nulls, outside }: FoundTimes): StepOutcome {
  const { of, column, rows, batch, refusesNulls } = step
  if (rows === 'batch' && outside > 0)
    throw new KerrosError(
      'E_EVENT_TIME',
      `${counted(outside, 'row')} of "${of}" in the batch ${batch} ${outside === 1 ? 'has' : 'have'} "${column}" outside of it`,
      {
        hint: `Nothing of the batch was written. "${column}" has to be in the batch of the event time by which the inputs are filtered: return that one, or let them be filtered by another.`,
        subject: of,
      },
    )
  if (refusesNulls && nulls > 0)
    throw new KerrosError(
      'E_EVENT_TIME',
      `${counted(nulls, rows === 'stored' ? 'stored row' : 'row')} of "${of}" ${nulls === 1 ? 'has' : 'have'} NULL in "${column}", and ${nulls === 1 ? 'is' : 'are'} in no batch`,
      { hint: `Nothing was written. ${NULL_HINTS[rows]}`, subject: of },
    )
  if (outside === 0) return {}
  return {
    notes: [
      {
        message: `${counted(outside, 'row')} of "${of}" ${outside === 1 ? 'is' : 'are'} from before ${batch}, the first batch, and ${outside === 1 ? 'is' : 'are'} left out`,
        hint: 'To have them, move `begin` back.',
      },
    ],
  }
}

const NULL_HINTS: { readonly [R in AssertEventTimes['rows']]: string } = {
  batch: "Give these rows a time, for instance with coalesce, or leave them out: nullEventTime: 'skip'.",
  input: "Give these rows a time where the relation is made, or leave them out: nullEventTime: 'skip'.",
  stored: 'Run with --full-refresh, or correct the stored rows.',
}
