import { KerrosError } from '../../../core/errors/index.js'
import type { Lease, LeaseHolder } from '../../../core/ports/lease.js'

/** The run that writes to each database, by the key that all of its openings in this process share. */
const HOLDERS = new WeakMap<object, LeaseHolder>()

/**
 * The right to build in a DuckDB database, which one run of this process has at a time: DuckDB's own lock keeps other
 * processes out, and within one process two runs would add the same rows twice, without a conflict.
 *
 * @param database What all openings of the database share.
 * @param name The database, for messages.
 * @param ensure Rejects if the database is no longer where it was opened.
 * @throws KerrosError `E_LOCKED` when another run has it.
 */
export function takeDuckDbLease(
  database: object,
  name: string,
  holder: LeaseHolder,
  ensure: () => Promise<void>,
): Lease {
  const other = HOLDERS.get(database)
  if (other)
    throw new KerrosError('E_LOCKED', `${name} is being built by another run of this process (run ${other.runId})`, {
      hint: 'Wait for that run before you start the next: await build(…).',
    })
  HOLDERS.set(database, holder)
  return {
    token: 0,
    takenOverFrom: [],
    ensure,
    release: async () => {
      if (HOLDERS.get(database) === holder) HOLDERS.delete(database)
    },
  }
}
