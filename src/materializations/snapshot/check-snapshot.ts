import { describeSqlType, typeFamily } from '../../core/columns/index.js'
import { checkKeyTypes } from '../../core/compile/checks/check-key-types.js'
import { unknownColumns } from '../../core/compile/checks/unknown-columns.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { OutputColumn } from '../../core/infer/output-column.js'
import { OWN_COLUMNS, type SnapshotSettings } from './snapshot-statement.js'

const TIMESTAMP_TYPES: ReadonlySet<string> = new Set(['timestamp', 'date'])

/** Options that name columns which the source does not have, and added columns that it has already. */
export function checkSnapshot(
  { uniqueKey, change, names }: SnapshotSettings,
  columns: readonly OutputColumn[],
  name: string,
): readonly Diagnostic[] {
  const added = new Set(Object.values(names).map((column) => column.toLowerCase()))
  const checked = 'updatedAt' in change || change.checkColumns === 'all' ? [] : change.checkColumns
  const named = [
    ...uniqueKey.map((column) => [`the uniqueKey of snapshot "${name}"`, column] as const),
    ...('updatedAt' in change ? [[`the updatedAt of snapshot "${name}"`, change.updatedAt] as const] : []),
    ...checked.map((column) => [`the checkColumns of snapshot "${name}"`, column] as const),
  ]
  return [
    ...unknownColumns(named, columns, 'its source does not have'),
    ...checkKeyTypes('uniqueKey', uniqueKey, { columns, whose: `snapshot "${name}"` }),
    ...('updatedAt' in change ? checkUpdatedAt(change.updatedAt, columns, name) : []),
    ...columns
      .filter((column) => added.has(column.name.toLowerCase()))
      .map(
        (column): Diagnostic => ({
          code: 'E_DUPLICATE_COLUMN',
          message: `snapshot "${name}" adds the column "${column.name}", which its source has already`,
          hint: 'Give the added column another name with the option `snapshotMetaColumnNames`.',
        }),
      ),
    ...columns
      .filter((column) => OWN_COLUMNS.includes(column.name.toLowerCase()))
      .map(
        (column): Diagnostic => ({
          code: 'E_DUPLICATE_COLUMN',
          message: `the source of snapshot "${name}" has the column "${column.name}", a name that kerros keeps for itself`,
          hint: 'Record a view that gives the column another name.',
        }),
      ),
  ]
}

/** tsc says it too, but a project can be built without it. */
export function checkUpdatedAt(
  updatedAt: string,
  columns: readonly OutputColumn[],
  name: string,
): readonly Diagnostic[] {
  const type = columns.find((column) => column.name === updatedAt)?.type
  if (!type || TIMESTAMP_TYPES.has(typeFamily(type))) return []
  return [
    {
      code: 'E_TYPE_MISMATCH',
      message: `the updatedAt of snapshot "${name}" is "${updatedAt}", which is ${describeSqlType(type)}`,
      names: [updatedAt],
      hint: "Name a timestamp, convert the column in a view, or compare columns: strategy: 'check'.",
    },
  ]
}
