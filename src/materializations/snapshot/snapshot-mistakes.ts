import { columnList, columnListMistakes, repeated } from '../../core/definitions/options/column-list-mistakes.js'
import { invalid, type Mistake } from '../../core/definitions/options/mistake.js'
import { type ModelOptions, STORAGE_OPTIONS } from '../../core/definitions/options/model-options.js'
import {
  choiceMistakes,
  kindOf,
  type OptionNames,
  optionMistakes,
  readable,
} from '../../core/definitions/options/option-mistakes.js'
import type { SnapshotMeta, SnapshotOptions } from './snapshot.js'
import { snapshotNames } from './snapshot-materialization.js'
import { OWN_COLUMNS } from './snapshot-statement.js'

/** The options of each kind of snapshot, together. */
type AllOptions<Options = SnapshotOptions<any, any>> = Options extends unknown
  ? { readonly [K in keyof Options]-?: true }
  : never

const SHARED: OptionNames<Omit<ModelOptions<any>, 'contract'>> = {
  ...STORAGE_OPTIONS,
  description: true,
  tags: true,
  meta: true,
  columns: true,
}

const TIMESTAMP: Extract<AllOptions, { updatedAt: true }> = {
  ...SHARED,
  uniqueKey: true,
  hardDeletes: true,
  strategy: true,
  updatedAt: true,
}

const CHECK: Extract<AllOptions, { checkColumns: true }> = {
  ...SHARED,
  uniqueKey: true,
  hardDeletes: true,
  strategy: true,
  checkColumns: true,
}

const META: OptionNames<SnapshotMeta> = { validFrom: true, validTo: true, scdId: true, scdUpdatedAt: true }

/** What is wrong with a snapshot's options, as far as they tell by themselves. */
export function snapshotMistakes(options: SnapshotOptions<any, any>): readonly Mistake[] {
  return [
    ...optionMistakes(options, options.strategy === 'timestamp' ? TIMESTAMP : CHECK),
    ...missing(options),
    ...choiceMistakes('hardDeletes', options.hardDeletes, ['ignore', 'invalidate']),
    ...optionMistakes(options.meta, META, ' in "meta"'),
    ...nameMistakes(readable(options.meta ?? {})),
    ...columnListMistakes('uniqueKey', options.uniqueKey),
    ...changeMistakes(options),
  ]
}

/** Names of added columns that are no names, the same, or ones that the snapshot's statements use themselves. */
function nameMistakes(meta: SnapshotMeta): readonly Mistake[] {
  const hint = "Give each added column a name of its own: meta: { validFrom: 'known_from' }."
  const bad = Object.entries(meta).flatMap(([option, name]) =>
    name === undefined || (typeof name === 'string' && name !== '')
      ? []
      : [invalid(`the option "${option}" in "meta" is ${name === '' ? 'empty' : `${kindOf(name)}, not a name`}`, hint)],
  )
  if (bad.length > 0) return bad
  const names = Object.values(snapshotNames(meta))
  return [
    ...repeated(names).map((name) => invalid(`two of the added columns are named "${name}"`, hint)),
    ...names
      .filter((name) => OWN_COLUMNS.includes(name.toLowerCase()))
      .map((name) => invalid(`an added column is named "${name}", which kerros keeps for itself`, hint)),
  ]
}

/** A change that could never be seen. */
function changeMistakes(options: SnapshotOptions<any, any>): readonly Mistake[] {
  const key = new Set(columnList(options.uniqueKey).map((column) => column.toLowerCase()))
  if (options.strategy === 'timestamp') {
    const { updatedAt } = options as { readonly updatedAt?: unknown }
    if (updatedAt === undefined) return []
    if (typeof updatedAt !== 'string' || updatedAt === '')
      return [
        invalid(
          `the option "updatedAt" is ${updatedAt === '' ? 'empty' : `${kindOf(updatedAt)}, not a column`}`,
          "Name one column: updatedAt: 'changed_at'.",
        ),
      ]
    return key.has(updatedAt.toLowerCase())
      ? [
          invalid(
            `the option "updatedAt" names "${updatedAt}", a column of the unique key`,
            'Leave it out of the key: each change would be a new key.',
          ),
        ]
      : []
  }
  const { checkColumns } = options as { readonly checkColumns?: unknown }
  if (checkColumns === 'all') return []
  const listed = columnListMistakes('checkColumns', checkColumns)
  if (listed.length > 0 || checkColumns === undefined) return listed
  return columnList(checkColumns).every((column) => key.has(column.toLowerCase()))
    ? [
        invalid(
          'the option "checkColumns" names columns of the unique key only, which never change',
          "Name the columns that may change, or give checkColumns: 'all'.",
        ),
      ]
    : []
}

function missing({ strategy, ...given }: SnapshotOptions<any, any>): readonly Mistake[] {
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
