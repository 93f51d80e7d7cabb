import type { Simplify } from 'kysely'
import { HOOK_OPTIONS, type ModelOptions, STORAGE_OPTIONS } from '../../core/definitions/options/model-options.js'
import { PLACEMENT_OPTIONS } from '../../core/definitions/options/placement-options.js'
import { checkColumnList, columnList } from '../../core/definitions/options/values/check-column-list.js'
import { invalid } from '../../core/definitions/options/values/definition-diagnostics.js'
import type { OneOrMore } from '../../core/definitions/options/values/one-or-more.js'
import {
  checkChoice,
  checkOptionNames,
  kindOf,
  type OptionNames,
  objectOrEmpty,
} from '../../core/definitions/options/values/option-checks.js'
import type { Diagnostic } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import type { TimestampColumn } from '../snapshot/snapshot-options.js'
import { TYPE_1_COLUMNS } from './scd-type-1-statement.js'

/** What happens to the row of a key that is gone. */
export type Type1HardDeletes = 'ignore' | 'delete' | 'mark'

/** The name of the column that `scdType1` adds. */
export interface Type1Meta {
  /** Whether the key is gone, with `hardDeletes: 'mark'`; default `is_deleted`. */
  readonly isDeleted?: string
}

/** The row of `scdType1`: the source's row, and the column that marks what is gone. */
export type Type1Row<Row, Deletes extends Type1HardDeletes, Meta> = Simplify<
  Row & {
    [K in 'mark' extends Deletes
      ? Meta extends { readonly isDeleted: infer N extends string }
        ? N
        : 'is_deleted'
      : never]: boolean
  }
>

/** The options of `scdType1`. */
export type Type1Options<
  Row,
  Deletes extends Type1HardDeletes = Type1HardDeletes,
  Meta extends Type1Meta = Type1Meta,
> = Omit<ModelOptions<Type1Row<Row, Deletes, Meta>>, 'contract' | 'constraints'> & {
  /** The column or columns that no two rows of the source share. */
  readonly uniqueKey: OneOrMore<keyof Row & string>
  /** The column that says when a row was last changed: an older row never overwrites a newer one. Default: none. */
  readonly updatedAt?: TimestampColumn<Row>
  /**
   * What happens to the row of a key that is gone: it stays (`ignore`, the default), it is deleted (`delete`), or it stays
   * with `is_deleted` true (`mark`).
   */
  readonly hardDeletes?: Deletes
  /** Another name for the column that `mark` adds. */
  readonly snapshotMetaColumnNames?: Meta
}

const OPTIONS: OptionNames<Type1Options<any>> = {
  ...STORAGE_OPTIONS,
  ...HOOK_OPTIONS,
  ...PLACEMENT_OPTIONS,
  description: true,
  tags: true,
  meta: true,
  eventTime: true,
  columns: true,
  tests: true,
  uniqueKey: true,
  updatedAt: true,
  hardDeletes: true,
  snapshotMetaColumnNames: true,
}

/** What is wrong with the options of `scdType1`, as far as they show it by themselves. */
export function checkType1Options(options: Type1Options<any>): readonly Diagnostic[] {
  const { uniqueKey, updatedAt, hardDeletes, snapshotMetaColumnNames: names } = options
  return [
    ...checkOptionNames(options, OPTIONS),
    ...checkChoice('hardDeletes', hardDeletes, ['ignore', 'delete', 'mark']),
    ...checkOptionNames(names, { isDeleted: true }, ' in "snapshotMetaColumnNames"'),
    ...checkName(objectOrEmpty(names ?? {}), hardDeletes),
    ...checkColumnList('uniqueKey', uniqueKey),
    ...checkUpdatedAt(updatedAt, columnList(uniqueKey)),
  ]
}

function checkName({ isDeleted }: { readonly isDeleted?: unknown }, hardDeletes: unknown): readonly Diagnostic[] {
  if (isDeleted === undefined) return []
  const refused = (what: string, hint: string) => [
    invalid(`the option "isDeleted" in "snapshotMetaColumnNames" ${what}`, hint, 'isDeleted'),
  ]
  const hint = "Name the column that marks what is gone: snapshotMetaColumnNames: { isDeleted: 'is_gone' }."
  if (typeof isDeleted !== 'string') return refused(`is ${kindOf(isDeleted)}, not a name`, hint)
  if (isDeleted === '') return refused('is empty', hint)
  if (TYPE_1_COLUMNS.includes(isDeleted.toLowerCase()))
    return refused(`is "${isDeleted}", which kerros keeps for itself`, hint)
  return hardDeletes === 'mark'
    ? []
    : refused("names a column that only hardDeletes: 'mark' adds", "Leave it out, or give hardDeletes: 'mark'.")
}

function checkUpdatedAt(updatedAt: unknown, key: readonly string[]): readonly Diagnostic[] {
  if (updatedAt === undefined) return []
  const refused = (what: string, hint: string) => [invalid(`the option "updatedAt" ${what}`, hint, 'updatedAt')]
  if (typeof updatedAt !== 'string' || updatedAt === '')
    return refused(
      updatedAt === '' ? 'is empty' : `is ${kindOf(updatedAt)}, not a column`,
      "Name one column: updatedAt: 'changed_at'.",
    )
  if (!key.some((column) => column.toLowerCase() === updatedAt.toLowerCase())) return []
  return refused(
    `names ${quotedNames([updatedAt])}, a column of the unique key`,
    'Leave it out of the key: each change would be a new key.',
  )
}
