import { KerrosError } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import type { ExistingRelation } from '../../core/relations/relation.js'
import type { RelationMark } from '../../core/relations/relation-settings.js'
import { missingColumns, sameColumns } from '../steps/same-columns.js'

/** How an incremental model finds stored rows. */
export interface WantedIdentity {
  readonly mark: RelationMark
  /** The columns of the groups that a run replaces, if it does. */
  readonly replaced: readonly string[]
}

/**
 * Refuses a definition under which rows that are stored would mean something else.
 *
 * @throws KerrosError `E_CHANGED_IDENTITY` for another key or watermark than the table was built with; for a table that was
 *   not built by kerros, when it has no such columns.
 */
export function checkIncrementalIdentity(
  name: string,
  existing: ExistingRelation,
  { mark: wanted, replaced }: WantedIdentity,
): void {
  const { uniqueKey = [], watermark } = wanted
  const stored = existing.mark
  if (usesKey(stored) && uniqueKey.length > 0 && !sameColumns(stored?.uniqueKey ?? [], uniqueKey))
    throw changed(
      name,
      `"${name}" was built with the unique key ${quotedNames(stored?.uniqueKey ?? [])} and now has ${quotedNames(uniqueKey)}`,
      'Stored rows would not be found by the new key.',
      wanted,
    )
  if (stored?.watermark !== undefined && watermark !== undefined && !sameColumns([stored.watermark], [watermark]))
    throw changed(
      name,
      `"${name}" was built with the watermark "${stored.watermark}" and now has "${watermark}"`,
      'Rows between the two would be missed or read again.',
      wanted,
    )
  const missing = missingColumns(
    [...uniqueKey, ...replaced, ...(watermark === undefined ? [] : [watermark])],
    existing.columns,
  )
  if (missing.length > 0)
    throw changed(
      name,
      `the stored table of "${name}" has no ${quotedNames(missing)}, by which its rows are found`,
      'Every stored row would have NULL there.',
      wanted,
    )
}

/** Whether the rows of a stored table were never checked against the key, because no run has used it. */
export function needsKeyCheck({ mark }: ExistingRelation): boolean {
  return !usesKey(mark)
}

function usesKey(mark: RelationMark | undefined): boolean {
  return (mark?.uniqueKey?.length ?? 0) > 0
}

function changed(name: string, message: string, why: string, { keeps }: RelationMark): KerrosError {
  const fix =
    keeps === 'rows'
      ? 'Change it back, or give the model another name: `fullRefresh: false` keeps the stored rows.'
      : 'Run with --full-refresh, or change it back.'
  return new KerrosError('E_CHANGED_IDENTITY', message, { hint: `Nothing was written. ${why} ${fix}`, subject: name })
}
