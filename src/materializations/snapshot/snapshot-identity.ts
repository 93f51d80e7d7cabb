import { KerrosError } from '../../core/errors/index.js'
import { quotedNames, withArticle } from '../../core/errors/wording.js'
import type { ExistingRelation } from '../../core/relations/relation.js'
import type { RelationMark } from '../../core/relations/relation-settings.js'
import { missingColumns, sameColumns } from '../steps/same-columns.js'
import type { SnapshotSettings } from './snapshot-statement.js'

/** What a snapshot's table is marked with. */
export function snapshotIdentity({ uniqueKey, change, names, validToCurrent }: SnapshotSettings): RelationMark {
  const byTime = 'updatedAt' in change
  return {
    kind: 'snapshot',
    keeps: 'history',
    uniqueKey,
    strategy: byTime ? 'timestamp' : 'check',
    updatedAt: byTime ? change.updatedAt : undefined,
    names: { ...names },
    ...(validToCurrent && { validToCurrent: validToCurrent.toISOString() }),
  }
}

/**
 * Refuses a definition under which the stored history would mean something else.
 *
 * @throws KerrosError `E_CHANGED_IDENTITY` for another key, other names of the added columns, a change from `check` to
 *   `timestamp` or to another `updatedAt`; for a table that was not built as a snapshot.
 */
export function checkSnapshotIdentity(name: string, existing: ExistingRelation, wanted: RelationMark): void {
  const { mark } = existing
  const { uniqueKey = [], names = {} } = wanted
  if (mark && mark.kind !== wanted.kind) throw otherTable(name, `was built as ${withArticle(mark.kind)}`)
  if (mark?.names) checkDeletionRecords(name, existing, wanted)
  const missing = missingColumns([...Object.values(names), ...uniqueKey], existing.columns)
  const renamed = Object.entries(names).filter(
    ([option, column]) => mark?.names?.[option] !== undefined && !isSame(mark.names[option], column),
  )
  if (renamed.length > 0) {
    const [option, column] = renamed[0]!
    throw refused(
      name,
      `snapshot "${name}" was built with the column "${mark!.names![option]}" for "${option}" and now names it "${column}"`,
      `Change the option \`snapshotMetaColumnNames\` back, or rename the column of the table and then run again.`,
    )
  }
  if (mark?.uniqueKey && !sameColumns(mark.uniqueKey, uniqueKey))
    throw refused(
      name,
      `snapshot "${name}" was built with the unique key ${quotedNames(mark.uniqueKey)} and now has ${quotedNames(uniqueKey)}`,
      'Change the key back, or give the snapshot another name.',
    )
  if (missing.length > 0) throw otherTable(name, `has no ${quotedNames(missing)}`)
  if (!mark || wanted.strategy !== 'timestamp') return
  if (mark.strategy !== 'timestamp')
    throw refused(
      name,
      `snapshot "${name}" was built by the strategy "check" and now has "timestamp"`,
      'Versions that are stored have the timestamps of runs, so changes with earlier ones would be missed. Keep "check", or give the snapshot another name.',
    )
  if (!isSame(mark.updatedAt, wanted.updatedAt!))
    throw refused(
      name,
      `snapshot "${name}" was built with updatedAt "${mark.updatedAt}" and now has "${wanted.updatedAt}"`,
      'Timestamps of the two cannot be compared. Change it back, or give the snapshot another name.',
    )
}

/** Deletion records are kept from the first run on, or never: without them, they would count as versions. */
function checkDeletionRecords(name: string, { mark, columns }: ExistingRelation, { names = {} }: RelationMark): void {
  const { isDeleted } = names
  const before = mark?.names?.['isDeleted']
  if (isDeleted === undefined && before !== undefined)
    throw refused(
      name,
      `snapshot "${name}" was built with hardDeletes: 'newRecord', and its deletion records would now count as versions`,
      'Change it back, or give the snapshot another name.',
    )
  if (isDeleted === undefined || before !== undefined || missingColumns([isDeleted], columns).length === 0) return
  throw refused(
    name,
    `snapshot "${name}" was built without hardDeletes: 'newRecord', so its table has no column "${isDeleted}"`,
    `Change it back, or add the column and run again: alter table … add column ${isDeleted} boolean default false`,
  )
}

/** Columns by which the table of a snapshot is recognized if it has no mark. */
const ADDED = ['valid_from', 'valid_to', 'scd_id', 'scd_updated_at']

/** Whether a table holds the history of a snapshot: its mark says so, or it has the added columns and the new query has not. */
export function isHistory({ mark, columns }: ExistingRelation, wanted: readonly { readonly name: string }[]): boolean {
  if (mark) return mark.keeps === 'history'
  return missingColumns(ADDED, columns).length === 0 && missingColumns(ADDED, wanted).length > 0
}

function isSame(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase()
}

export function otherTable(name: string, what: string): KerrosError {
  return refused(
    name,
    `the stored table of snapshot "${name}" ${what}, so it is not its history`,
    'Give the snapshot another name, or drop the table yourself.',
  )
}

export function refused(name: string, message: string, hint: string): KerrosError {
  return new KerrosError('E_CHANGED_IDENTITY', message, {
    hint: `Nothing was written: history cannot be built again. ${hint}`,
    subject: name,
  })
}
