import type { Mistake } from '../core/definitions/mistake.js'
import { type ModelOptions, STORAGE_OPTIONS } from '../core/definitions/model-options.js'
import { choiceMistakes, type OptionNames, optionMistakes } from '../core/definitions/option-mistakes.js'
import type { SnapshotMeta, SnapshotOptions } from './snapshot.js'

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
  ]
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
