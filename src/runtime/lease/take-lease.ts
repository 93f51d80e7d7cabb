import type { Lease } from '../../core/ports/lease.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import type { SchemaPlace } from '../../core/relations/relation.js'
import type { OpenProject } from '../open/open-project.js'
import { isGone, leaseHolder } from './holder-process.js'

/** Called for a lease whose holder had ended without releasing it. */
export interface TakeoverReporter {
  onTakeover?(holder: string): void
}

/** The run that takes a lease, and the signal that stops it. */
export interface LeaseOptions {
  readonly runId: string
  readonly reporter: TakeoverReporter | undefined
  /** Stops waiting for the lease: statements that another run left running may take time to end. */
  readonly signal: AbortSignal | undefined
}

/**
 * Takes the lease of everything that a run writes to, if the engine has leases: the target's own schema, so that
 * loads and builds of one target follow each other, and the schemas of the given nodes.
 *
 * @param ids Unique ids of the nodes that are written to.
 * @throws KerrosError `E_LOCKED` if another run has one of them; `E_CANCELLED` if the signal is aborted. Then nothing is held.
 */
export async function takeRunLease(
  warehouse: Warehouse,
  { target, relations }: OpenProject,
  ids: Iterable<string>,
  { runId, reporter, signal }: LeaseOptions,
): Promise<Lease | undefined> {
  const { database, schema } = target
  const schemas: SchemaPlace[] = [{ database, schema }]
  for (const id of ids) {
    const relation = relations.get(id)
    if (relation) schemas.push(relation)
  }
  const lease = await warehouse.lease?.({ holder: leaseHolder(runId), schemas, isGone, signal })
  for (const holder of lease?.takenOverFrom ?? []) reporter?.onTakeover?.(holder)
  return lease
}
