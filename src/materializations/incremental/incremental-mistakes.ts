import { columnList, columnListMistakes } from '../../core/definitions/options/column-list-mistakes.js'
import { invalid, type Mistake } from '../../core/definitions/options/mistake.js'
import type { ModelOptions } from '../../core/definitions/options/model-options.js'
import {
  booleanMistakes,
  choiceMistakes,
  kindOf,
  type OptionNames,
} from '../../core/definitions/options/option-mistakes.js'
import type { IncrementalOptions } from './incremental.js'

/** The options that incremental models have beside those of every model. */
export const INCREMENTAL_OPTIONS: OptionNames<Omit<IncrementalOptions<any>, keyof ModelOptions<any>>> = {
  uniqueKey: true,
  strategy: true,
  watermark: true,
  onSchemaChange: true,
  mergeUpdateColumns: true,
  mergeExcludeColumns: true,
  fullRefresh: true,
}

/** What is wrong with an incremental model's options, as far as they tell by themselves. */
export function incrementalMistakes(options: IncrementalOptions<any>): readonly Mistake[] {
  const { onSchemaChange, uniqueKey, watermark, fullRefresh } = options
  return [
    ...choiceMistakes('onSchemaChange', onSchemaChange, ['ignore', 'fail', 'append_new_columns', 'sync_all_columns']),
    ...columnListMistakes('uniqueKey', uniqueKey),
    ...oneColumnMistakes(watermark),
    ...booleanMistakes('fullRefresh', fullRefresh),
    ...unusedMistakes(options),
    ...updateMistakes(options),
  ]
}

function oneColumnMistakes(watermark: unknown): readonly Mistake[] {
  if (watermark === undefined || (typeof watermark === 'string' && watermark !== '')) return []
  const what = watermark === '' ? 'empty' : `${kindOf(watermark)}, not a column`
  return [invalid(`the option "watermark" is ${what}`, "Name one column of the query: watermark: 'loaded_at'.")]
}

/** Options that the strategy never looks at. */
function unusedMistakes(options: IncrementalOptions<any>): readonly Mistake[] {
  const { uniqueKey, strategy = uniqueKey === undefined ? 'append' : 'merge' } = options
  const unused: readonly (keyof IncrementalOptions<any>)[] =
    strategy === 'append'
      ? ['uniqueKey', 'mergeUpdateColumns', 'mergeExcludeColumns']
      : strategy === 'merge'
        ? []
        : ['mergeUpdateColumns', 'mergeExcludeColumns']
  return unused
    .filter((option) => options[option] !== undefined)
    .map((option) =>
      invalid(
        `the strategy "${strategy}" does not use the option "${option}"`,
        option === 'uniqueKey'
          ? "Leave the key out, or use the strategy 'merge' or 'delete+insert'."
          : "Leave the option out, or use the strategy 'merge' with a `uniqueKey`.",
      ),
    )
}

function updateMistakes(options: IncrementalOptions<any>): readonly Mistake[] {
  const { mergeUpdateColumns: updated, mergeExcludeColumns: excluded } = options
  const key = new Set(columnList(options.uniqueKey).map((column) => column.toLowerCase()))
  const both = ['mergeUpdateColumns', 'mergeExcludeColumns'] as const
  return [
    ...(updated !== undefined && excluded !== undefined
      ? [
          invalid(
            'the options "mergeUpdateColumns" and "mergeExcludeColumns" cannot be combined',
            'Give the columns that an update writes, or those that it leaves, and not both.',
          ),
        ]
      : []),
    ...both.flatMap((option) => [
      ...columnListMistakes(option, options[option]),
      ...columnList(options[option])
        .filter((column) => key.has(column.toLowerCase()))
        .map((column) =>
          invalid(
            `the option "${option}" names "${column}", a column of the unique key`,
            'Leave it out: an update never changes the key.',
          ),
        ),
    ]),
  ]
}
