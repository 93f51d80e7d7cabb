import { KerrosError } from '../core/errors/index.js'
import type { ExistingRelation } from '../core/relations/relation.js'
import type { Materialization } from '../core/steps/materialization.js'
import { isHistory } from './snapshot/snapshot-identity.js'

/**
 * Refuses to put a relation of one kind in the place of another one that cannot be built again.
 *
 * @param columns The columns of the new one.
 * @throws KerrosError `E_CHANGED_IDENTITY`
 */
export function refuseReplacing(
  name: string,
  existing: ExistingRelation | undefined,
  { name: kind, identity }: Materialization,
  columns: readonly { readonly name: string }[],
): void {
  if (existing?.type !== 'table' || identity?.keeps === 'history') return
  if (isHistory(existing, columns))
    throw new KerrosError(
      'E_CHANGED_IDENTITY',
      `"${name}" is ${kind} now, and its stored table is a snapshot's history`,
      {
        subject: name,
        hint: 'Nothing was written: history cannot be built again. Give the model another name, or drop the table yourself.',
      },
    )
  if (existing.mark?.keeps === 'rows' && existing.mark.kind !== kind)
    throw new KerrosError(
      'E_CHANGED_IDENTITY',
      `"${name}" is ${kind} now, and its stored table was built as ${existing.mark.kind} with fullRefresh: false`,
      {
        subject: name,
        hint: 'Nothing was written: these rows are never replaced. Give the model another name; or leave out `fullRefresh: false` and run it once as it was, and then change what it is.',
      },
    )
}
