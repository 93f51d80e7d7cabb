import { KerrosError } from '../../../core/errors/index.js'
import type { HolderProcess, LeaseHolder } from '../../../core/ports/lease.js'

/** A row of `_kerros.leases`. */
export interface LeaseRow {
  /** The schema. */
  readonly target: string
  /** `null` while no one holds it. */
  readonly run_id: string | null
  /** See {@link holderText}. */
  readonly holder: string | null
  readonly token: number | bigint | string
  readonly since: Date | string | null
  readonly expires_at: Date | string | null
}

/**
 * The holder as the table has it: the name, and after it the process as JSON. One column for both, so that tables of
 * earlier versions need no other columns, and roles no right to add one.
 */
export function holderText({ name, process }: LeaseHolder): string {
  return process ? `${name} ${JSON.stringify(process)}` : name
}

/** What {@link holderText} wrote, or an earlier version: the name alone. */
export function parseHolder(text: string | null): Pick<LeaseHolder, 'name' | 'process'> {
  const name = text ?? ''
  const at = name.lastIndexOf(' {')
  if (at < 0) return { name }
  try {
    return { name: name.slice(0, at), process: JSON.parse(name.slice(at + 1)) as HolderProcess }
  } catch {
    return { name }
  }
}

/**
 * The error for the second run.
 *
 * @param schema The row's schema, as a person writes it.
 * @param whyNot Why a holder that is gone still counts.
 */
export function leaseHeld(
  schema: string,
  { run_id, holder, since, expires_at }: LeaseRow,
  whyNot?: string | undefined,
): KerrosError {
  const who = `by ${parseHolder(holder).name} since ${printTime(since)} (run ${run_id})`
  const takesOver = `its lease ends at ${printTime(expires_at)} and the next run takes over`
  return new KerrosError('E_LOCKED', `${schema} is being built ${who}`, {
    hint:
      whyNot === undefined
        ? `Wait until that run has ended. If it is gone without a word, ${takesOver}.`
        : `Its process is gone, but ${whyNot}; ${takesOver}.`,
  })
}

/** The error for a run that did not get the lease, although no other run holds it. */
export function leaseMissed(database: string): KerrosError {
  return new KerrosError('E_LOCKED', `another run asked for the same schemas of ${database} at the same time`, {
    hint: 'Run again.',
  })
}

/** The error for a holder whose lease ended or was taken away, and that no one else holds now. */
export function leaseLost(database: string): KerrosError {
  return new KerrosError(
    'E_LOCKED',
    `this run has lost its lease of ${database}: it ended before it could be renewed`,
    {
      hint: 'Another run may have written there meanwhile. This run has stopped; run again.',
    },
  )
}

/** @throws KerrosError `E_CANCELLED` when the run is to stop. Asked between two statements, never in the middle of one. */
export function goOnUnless(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new KerrosError('E_CANCELLED', 'stopped before the run had its lease')
}

/** @param at Text where the target's option `values` says so. */
function printTime(at: Date | string | null): string {
  const text = at instanceof Date ? at.toISOString() : String(at)
  return `${text.slice(0, 19).replace('T', ' ')} UTC`
}
