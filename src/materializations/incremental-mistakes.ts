import type { Mistake } from '../core/definitions/mistake.js'
import type { ModelOptions } from '../core/definitions/model-options.js'
import { choiceMistakes, type OptionNames } from '../core/definitions/option-mistakes.js'
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
export function incrementalMistakes({ onSchemaChange }: IncrementalOptions<any>): readonly Mistake[] {
  return choiceMistakes('onSchemaChange', onSchemaChange, ['ignore', 'fail', 'append_new_columns', 'sync_all_columns'])
}
