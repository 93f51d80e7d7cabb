import { checkKeyTypes } from '../../core/compile/checks/check-key-types.js'
import { unknownColumns } from '../../core/compile/checks/unknown-columns.js'
import type { Diagnostic } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import type { OutputColumn } from '../../core/infer/output-column.js'
import { noFacts } from '../../core/keys/row-facts.js'
import type { ExistingRelation } from '../../core/relations/relation.js'
import type { RelationMark } from '../../core/relations/relation-settings.js'
import type { Materialization, MaterializationInput } from '../../core/steps/materialization.js'
import type { Step } from '../../core/steps/step.js'
import type { StoredRows } from '../../core/steps/stored-rows.js'
import { checkUpdatedAt } from '../snapshot/check-snapshot.js'
import { planRecordedRows } from '../snapshot/plan-recorded-rows.js'
import { otherTable, refused } from '../snapshot/snapshot-identity.js'
import { missingColumns, sameColumns } from '../steps/same-columns.js'
import { uniqueKeyCheck } from '../steps/unique-key-check.js'
import { firstRows, overwriteRows } from './scd-type-1-sql.js'
import { TYPE_1_COLUMNS, type Type1Settings } from './scd-type-1-statement.js'

/** The kind that the mark of a table says. */
const KIND = 'scdType1'

/** How `scdType1` becomes steps: the source is read once, and one statement overwrites what differs. */
export function type1Materialization(settings: Type1Settings): Materialization {
  const { uniqueKey, hardDeletes, updatedAt } = settings
  return Object.freeze<Materialization>({
    name: 'snapshot',
    relationType: 'table',
    config: { strategy: 'scd_type_1', uniqueKey, hardDeletes, updatedAt },
    identity: identityOf(settings),
    storedRows: storedRows(settings),
    sameRows: 'kept',
    checkedKey: uniqueKey,
    check: (columns, name) => checkColumns(settings, columns, name),
    plan: (input) => planType1(input, settings),
  })
}

function identityOf({ uniqueKey, isDeleted }: Type1Settings): RelationMark {
  return { kind: KIND, keeps: 'history', uniqueKey, ...(isDeleted !== undefined && { names: { isDeleted } }) }
}

/** Which rows there are is decided by the key; with `updatedAt`, the values are decided by it, too. */
function storedRows({ uniqueKey, updatedAt, isDeleted }: Type1Settings): readonly StoredRows[] {
  const added = isDeleted === undefined ? {} : { [isDeleted]: [] }
  return [
    { deciders: uniqueKey, why: 'unique key', added },
    ...(updatedAt === undefined ? [] : [{ deciders: [updatedAt], why: 'new version', added: {} } as const]),
  ]
}

function planType1(input: MaterializationInput, settings: Type1Settings): readonly Step[] {
  const { uniqueKey, isDeleted } = settings
  return planRecordedRows(input, {
    uniqueKey,
    identity: identityOf(settings),
    added: isDeleted === undefined ? 0 : 1,
    first: (rows) => firstRows({ ...settings, ...rows }),
    check: ({ dialect, relation }, existing) => {
      checkIdentity(input.name, existing, settings)
      // No run of kerros has checked its rows against the key.
      return existing.mark
        ? []
        : uniqueKeyCheck({ rows: relation, are: 'stored' }, uniqueKey, noFacts(undefined), dialect)
    },
    later: (rows, isStored) => overwriteRows({ ...settings, ...rows }, isStored),
  })
}

/** @throws KerrosError `E_CHANGED_IDENTITY` for a table whose rows would mean something else. */
function checkIdentity(
  name: string,
  { mark, columns }: ExistingRelation,
  { uniqueKey, isDeleted }: Type1Settings,
): void {
  if (mark && mark.kind !== KIND) throw otherTable(name, `was built by ${mark.kind}`)
  if (mark?.uniqueKey && !sameColumns(mark.uniqueKey, uniqueKey))
    throw refused(
      name,
      `"${name}" was built with the unique key ${quotedNames(mark.uniqueKey)} and now has ${quotedNames(uniqueKey)}`,
      'Change the key back, or give the snapshot another name.',
    )
  const before = mark?.names?.['isDeleted']
  if (before !== undefined && isDeleted === undefined)
    throw refused(
      name,
      `"${name}" was built with hardDeletes: 'mark', and its rows with "${before}" would now count as present`,
      'Change it back, or give the snapshot another name.',
    )
  if (before !== undefined && before.toLowerCase() !== isDeleted?.toLowerCase())
    throw refused(
      name,
      `"${name}" was built with the column "${before}" for "isDeleted" and now names it "${isDeleted}"`,
      'Change the option `snapshotMetaColumnNames` back, or rename the column of the table and then run again.',
    )
  if (mark && isDeleted !== undefined && missingColumns([isDeleted], columns).length > 0)
    throw refused(
      name,
      `"${name}" was built without hardDeletes: 'mark', so its table has no column "${isDeleted}"`,
      `Change it back, or add the column and run again: alter table … add column ${isDeleted} boolean default false`,
    )
  const missing = missingColumns([...uniqueKey, ...(isDeleted === undefined ? [] : [isDeleted])], columns)
  if (missing.length > 0) throw otherTable(name, `has no ${quotedNames(missing)}`)
}

function checkColumns(
  { uniqueKey, updatedAt, isDeleted }: Type1Settings,
  columns: readonly OutputColumn[],
  name: string,
): readonly Diagnostic[] {
  const named = [
    ...uniqueKey.map((column) => [`the uniqueKey of "${name}"`, column] as const),
    ...(updatedAt === undefined ? [] : [[`the updatedAt of "${name}"`, updatedAt] as const]),
  ]
  const taken = columns.filter((column) => column.name.toLowerCase() === isDeleted?.toLowerCase())
  const own = columns.filter((column) => TYPE_1_COLUMNS.includes(column.name.toLowerCase()))
  return [
    ...unknownColumns(named, columns, 'its source does not have'),
    ...checkKeyTypes('uniqueKey', uniqueKey, { columns, whose: `snapshot "${name}"` }),
    ...(updatedAt === undefined ? [] : checkUpdatedAt(updatedAt, columns, name)),
    ...taken.map(
      (column): Diagnostic => ({
        code: 'E_DUPLICATE_COLUMN',
        message: `"${name}" adds the column "${column.name}", which its source has already`,
        hint: 'Give the added column another name with the option `snapshotMetaColumnNames`.',
      }),
    ),
    ...own.map(
      (column): Diagnostic => ({
        code: 'E_DUPLICATE_COLUMN',
        message: `the source of "${name}" has the column "${column.name}", a name that kerros keeps for itself`,
        hint: 'Read a view that gives the column another name.',
      }),
    ),
  ]
}
