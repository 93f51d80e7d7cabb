import type { Simplify } from 'kysely'
import { HOOK_OPTIONS, type ModelOptions, STORAGE_OPTIONS } from '../../core/definitions/options/model-options.js'
import { PLACEMENT_OPTIONS } from '../../core/definitions/options/placement-options.js'
import { checkColumnList, columnList, repeated } from '../../core/definitions/options/values/check-column-list.js'
import { invalid } from '../../core/definitions/options/values/definition-diagnostics.js'
import type { OneOrMore, WordOrColumns } from '../../core/definitions/options/values/one-or-more.js'
import {
  checkChoice,
  checkOptionNames,
  isPlainObject,
  kindOf,
  type OptionNames,
  objectOrEmpty,
} from '../../core/definitions/options/values/option-checks.js'
import type { Diagnostic } from '../../core/errors/index.js'
import { quotedNames } from '../../core/errors/wording.js'
import { type HardDeletes, OWN_COLUMNS, snapshotNames } from './snapshot-statement.js'

/** Names for the columns that a snapshot adds. */
export interface SnapshotMeta {
  /** Since when the version holds; default `valid_from`. */
  readonly validFrom?: string
  /** Until when it held; NULL, or `validToCurrent`, while current; default `valid_to`. */
  readonly validTo?: string
  /** md5 of the key and `valid_from`; default `scd_id`. */
  readonly scdId?: string
  /** The timestamp by which the version was noticed; default `scd_updated_at`. */
  readonly scdUpdatedAt?: string
  /** Whether the row is a deletion record, with `hardDeletes: 'newRecord'`; default `is_deleted`. */
  readonly isDeleted?: string
}

type MetaName<Meta, K extends string, Default extends string> = Meta extends {
  readonly [P in K]: infer N extends string
}
  ? N
  : Default

/** The row of a snapshot: the source's row and the columns that are added. */
export type SnapshotRow<
  Row,
  Meta,
  Deletes extends HardDeletes = 'ignore',
  Current extends Date | undefined = undefined,
> = Simplify<
  Row & { [K in MetaName<Meta, 'validFrom', 'valid_from'>]: Date } & {
    [K in MetaName<Meta, 'validTo', 'valid_to'>]: Current extends Date ? Date : Date | null
  } & { [K in MetaName<Meta, 'scdId', 'scd_id'>]: string } & {
    [K in MetaName<Meta, 'scdUpdatedAt', 'scd_updated_at'>]: Date
  } & {
    [K in 'newRecord' extends Deletes ? MetaName<Meta, 'isDeleted', 'is_deleted'> : never]: boolean
  }
>

/** Columns that have timestamps. */
export type TimestampColumn<Row> = {
  [K in keyof Row & string]: NonNullable<Row[K]> extends Date ? K : never
}[keyof Row & string]

/** When a row counts as changed. */
export type SnapshotStrategy<Row> =
  | {
      /**
       * A row is new when its `updatedAt` is later than the current version's; when one of both is NULL, when any column
       * differs. Changes under the same or an earlier `updatedAt` are not recorded.
       */
      readonly strategy: 'timestamp'
      readonly updatedAt: TimestampColumn<Row>
    }
  | {
      /** A row is new when one of these columns differs from the recorded one; stamped with the run's time. */
      readonly strategy: 'check'
      readonly checkColumns: WordOrColumns<'all', keyof Row & string>
    }

/** The options of `snapshot`. */
export type SnapshotOptions<
  Row,
  Meta,
  Deletes extends HardDeletes = HardDeletes,
  Current extends Date | undefined = Date | undefined,
> = SnapshotStrategy<Row> &
  Omit<ModelOptions<SnapshotRow<Row, Meta, Deletes, Current>>, 'contract' | 'constraints'> & {
    /** The column or columns that no two rows of the source share. */
    readonly uniqueKey: OneOrMore<keyof Row & string>
    /**
     * What happens to the current version of a key that is gone: it stays (`ignore`, the default), it ends (`invalidate`), or it
     * ends and a row that says so follows it (`newRecord`).
     */
    readonly hardDeletes?: Deletes
    /** The `valid_to` of current versions in place of NULL, as in `new Date('9999-12-31')`; dbt's `dbt_valid_to_current`. */
    readonly validToCurrent?: Current
    /** Other names for the columns that the snapshot adds, as in `{ validFrom: 'known_from' }`; dbt's `snapshot_meta_column_names`. */
    readonly snapshotMetaColumnNames?: Meta
  }

/** The options of each kind of snapshot, together. */
type AllOptions<Options = SnapshotOptions<any, any, any, any>> = Options extends unknown
  ? { readonly [K in keyof Options]-?: true }
  : never

const SHARED: OptionNames<Omit<ModelOptions<any>, 'contract' | 'constraints'>> = {
  ...STORAGE_OPTIONS,
  ...HOOK_OPTIONS,
  ...PLACEMENT_OPTIONS,
  description: true,
  tags: true,
  meta: true,
  eventTime: true,
  columns: true,
  tests: true,
}

const TIMESTAMP: Extract<AllOptions, { updatedAt: true }> = {
  ...SHARED,
  uniqueKey: true,
  hardDeletes: true,
  validToCurrent: true,
  snapshotMetaColumnNames: true,
  strategy: true,
  updatedAt: true,
}

const CHECK: Extract<AllOptions, { checkColumns: true }> = {
  ...SHARED,
  uniqueKey: true,
  hardDeletes: true,
  validToCurrent: true,
  snapshotMetaColumnNames: true,
  strategy: true,
  checkColumns: true,
}

const COLUMN_NAMES: OptionNames<SnapshotMeta> = {
  validFrom: true,
  validTo: true,
  scdId: true,
  scdUpdatedAt: true,
  isDeleted: true,
}

/** What is wrong with a snapshot's options, as far as they show it by themselves. */
export function checkSnapshotOptions(options: SnapshotOptions<any, any, any, any>): readonly Diagnostic[] {
  return [
    ...checkOptionNames(options, options.strategy === 'timestamp' ? TIMESTAMP : CHECK),
    ...missing(options),
    ...checkChoice('hardDeletes', options.hardDeletes, ['ignore', 'invalidate', 'newRecord']),
    ...checkCurrent(options.validToCurrent),
    ...checkMeta(options.meta),
    ...checkOptionNames(options.snapshotMetaColumnNames, COLUMN_NAMES, ' in "snapshotMetaColumnNames"'),
    ...checkNames(objectOrEmpty(options.snapshotMetaColumnNames ?? {})),
    ...checkColumnList('uniqueKey', options.uniqueKey),
    ...checkChangeOptions(options),
  ]
}

/** Names of added columns where they were before `meta` was what it is for every model: they would rename nothing. */
function checkMeta(meta: unknown): readonly Diagnostic[] {
  if (!isPlainObject(meta)) return []
  const named = Object.entries(meta).filter(([name]) => Object.hasOwn(COLUMN_NAMES, name))
  if (named.length === 0) return []
  const moved = named.map(([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : '…'}`).join(', ')
  return [
    invalid(
      `the option "meta" names ${quotedNames(named.map(([name]) => name))}, and it is for readers and other tools`,
      `Name added columns with: snapshotMetaColumnNames: { ${moved} }.`,
      'meta',
    ),
  ]
}

/** Names of added columns that are no names, the same, or ones that the snapshot's statements use themselves. */
function checkNames(meta: SnapshotMeta): readonly Diagnostic[] {
  const hint = "Give each added column a name of its own: snapshotMetaColumnNames: { validFrom: 'known_from' }."
  const bad = Object.entries(meta).flatMap(([option, name]) =>
    name === undefined || (typeof name === 'string' && name !== '')
      ? []
      : [
          invalid(
            `the option "${option}" in "snapshotMetaColumnNames" is ${name === '' ? 'empty' : `${kindOf(name)}, not a name`}`,
            hint,
            option,
          ),
        ],
  )
  if (bad.length > 0) return bad
  // All of them: the same names may be given to several snapshots, some with deletion records.
  const names = Object.values(snapshotNames(meta, 'newRecord'))
  return [
    ...repeated(names).map((name) => invalid(`two of the added columns are named "${name}"`, hint)),
    ...names
      .filter((name) => OWN_COLUMNS.includes(name.toLowerCase()))
      .map((name) => invalid(`an added column is named "${name}", which kerros keeps for itself`, hint)),
  ]
}

/** The last year that every engine has. */
const LAST = Date.UTC(10_000, 0, 1)

function checkCurrent(validToCurrent: unknown): readonly Diagnostic[] {
  if (validToCurrent === undefined) return []
  const hint = "Give a time that no version reaches: validToCurrent: new Date('9999-12-31')."
  const refused = (what: string) => [invalid(`the option "validToCurrent" is ${what}`, hint, 'validToCurrent')]
  if (!(validToCurrent instanceof Date)) return refused(`${kindOf(validToCurrent)}, not a Date`)
  const time = validToCurrent.getTime()
  if (Number.isNaN(time)) return refused('no valid date')
  return time < LAST ? [] : refused('after the year 9999')
}

/** A change that could never be seen. */
function checkChangeOptions(options: SnapshotOptions<any, any, any, any>): readonly Diagnostic[] {
  const key = new Set(columnList(options.uniqueKey).map((column) => column.toLowerCase()))
  if (options.strategy === 'timestamp') {
    const { updatedAt } = options as { readonly updatedAt?: unknown }
    if (updatedAt === undefined) return []
    if (typeof updatedAt !== 'string' || updatedAt === '')
      return [
        invalid(
          `the option "updatedAt" is ${updatedAt === '' ? 'empty' : `${kindOf(updatedAt)}, not a column`}`,
          "Name one column: updatedAt: 'changed_at'.",
          'updatedAt',
        ),
      ]
    return key.has(updatedAt.toLowerCase())
      ? [
          invalid(
            `the option "updatedAt" names "${updatedAt}", a column of the unique key`,
            'Leave it out of the key: each change would be a new key.',
            'updatedAt',
          ),
        ]
      : []
  }
  const { checkColumns } = options as { readonly checkColumns?: unknown }
  if (checkColumns === 'all') return []
  const listed = checkColumnList('checkColumns', checkColumns)
  if (listed.length > 0 || checkColumns === undefined) return listed
  return columnList(checkColumns).every((column) => key.has(column.toLowerCase()))
    ? [
        invalid(
          'the option "checkColumns" names columns of the unique key only, which never change',
          "Name the columns that may change, or give checkColumns: 'all'.",
          'checkColumns',
        ),
      ]
    : []
}

function missing({ strategy, ...given }: SnapshotOptions<any, any, any, any>): readonly Diagnostic[] {
  const [option, example] =
    strategy === 'timestamp' ? ['updatedAt', "'changed_at'"] : ['checkColumns', "['price'], or checkColumns: 'all'"]
  if ((given as { readonly [option: string]: unknown })[option!] !== undefined) return []
  return [
    {
      code: 'E_INVALID_DEFINITION',
      message: `the snapshot strategy "${strategy}" needs the option "${option}"`,
      hint: `Give it: ${option}: ${example}.`,
    },
  ]
}
