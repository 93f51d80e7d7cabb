import type { FailedBatches } from '../../core/batches/failed-batches.js'
import type { Interval } from '../../core/batches/interval.js'
import { parseTime, type TimeInput } from '../../core/batches/parse-time.js'
import { KerrosError } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import { isBuildable, type ProjectNode } from '../../core/project/nodes/node.js'

/** Which batches of microbatch models are computed, complete or not: docs/microbatch.md. */
export interface EventTimeOptions {
  /** From the batch that contains this time, dbt's `--event-time-start`. In UTC unless it says a zone. */
  readonly eventTimeStart?: TimeInput | undefined
  /** To the last batch that begins before this time, dbt's `--event-time-end`. */
  readonly eventTimeEnd?: TimeInput | undefined
  /** Whether every selected node has to be computed in batches, as for `kerros backfill`. */
  readonly isBackfill?: boolean | undefined
  /** For nodes of which some batches have failed: only these batches, by unique id. */
  readonly batches?: ReadonlyMap<string, FailedBatches> | undefined
}

/**
 * The window that options ask for.
 *
 * @param nodes The selected nodes; `undefined` where they are not chosen by the user.
 * @throws KerrosError `E_INVALID_OPTION` for one without the other, for what is not a time, for a window that ends before it
 *   begins, and where no model is computed in batches.
 */
export function eventTimeWindow(
  { eventTimeStart, eventTimeEnd, isBackfill = false }: EventTimeOptions,
  nodes: readonly ProjectNode[] | undefined,
): Interval | undefined {
  if (eventTimeStart === undefined && eventTimeEnd === undefined) return undefined
  const [given, missing] =
    eventTimeStart === undefined
      ? ['--event-time-end', '--event-time-start']
      : ['--event-time-start', '--event-time-end']
  if (eventTimeStart === undefined || eventTimeEnd === undefined)
    throw new KerrosError('E_INVALID_OPTION', `${given} was given without ${missing}`, {
      hint: 'Give both: --event-time-start 2026-01-05 --event-time-end 2026-01-08.',
    })
  const window = { start: timeOf('--event-time-start', eventTimeStart), end: timeOf('--event-time-end', eventTimeEnd) }
  if (window.end <= window.start)
    throw new KerrosError('E_INVALID_OPTION', 'the end of the event time is not after its start', {
      hint: 'The end is not part of the window: for the batch of one day, give that day and the next one.',
    })
  const others = nodes?.filter((node) => !isInBatches(node)) ?? []
  if (isBackfill && others.length > 0)
    throw new KerrosError(
      'E_INVALID_OPTION',
      `${quotedNames(others.map(({ name }) => name))} ${others.length === 1 ? 'is' : 'are'} not computed in batches`,
      {
        hint: "Name incremental models with strategy: 'microbatch'. Others are built whole: kerros run --select NAME.",
      },
    )
  if (nodes && others.length === nodes.length)
    throw new KerrosError(
      'E_INVALID_OPTION',
      'no selected node is computed in batches, so there is nothing for --event-time-start',
      {
        hint: "Select an incremental model with strategy: 'microbatch', or leave the options out.",
      },
    )
  return window
}

function isInBatches(node: ProjectNode): boolean {
  return isBuildable(node) && node.definition.materialization.recordsIntervals === true
}

function timeOf(option: string, value: unknown): Date {
  const time = parseTime(value)
  if (time) return time
  throw new KerrosError('E_INVALID_OPTION', `${option} is not a time`, {
    hint: `Give a date or a time in UTC: ${option} 2026-01-05, or ${option} 2026-01-05T06:00.`,
  })
}
