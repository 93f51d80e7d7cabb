import { KerrosError } from '../../../core/errors/index.js'
import type { ExistingRelation } from '../../../core/relations/relation.js'
import type { RelationMark } from '../../../core/relations/relation-settings.js'
import { missingColumns, sameColumns } from '../../steps/same-columns.js'

/**
 * Refuses an event time under which stored rows would be in other batches.
 *
 * @throws KerrosError `E_CHANGED_IDENTITY` for another event time than the table was built with, or one that it does not have.
 */
export function checkMicrobatchIdentity(name: string, existing: ExistingRelation, wanted: RelationMark): void {
  const eventTime = wanted.eventTime!
  const stored = existing.mark?.eventTime
  if (stored !== undefined && !sameColumns([stored], [eventTime]))
    throw changed(name, `"${name}" was built with the event time "${stored}" and now has "${eventTime}"`, wanted)
  if (missingColumns([eventTime], existing.columns).length > 0)
    throw changed(name, `the stored table of "${name}" has no "${eventTime}", by which its batches are found`, wanted)
}

function changed(name: string, message: string, { keeps }: RelationMark): KerrosError {
  const fix =
    keeps === 'rows'
      ? 'Change it back, or give the model another name: `fullRefresh: false` keeps the stored rows.'
      : 'Run with --full-refresh, or change it back.'
  return new KerrosError('E_CHANGED_IDENTITY', message, {
    hint: `Nothing was written. Stored rows would be in other batches. ${fix}`,
    subject: name,
  })
}

/** What the mark says that the record of complete intervals says, too: only then the entries are about the stored rows. */
export function generationOf({ mark }: ExistingRelation): string | undefined {
  return mark?.strategy === 'microbatch' ? mark.intervals : undefined
}
