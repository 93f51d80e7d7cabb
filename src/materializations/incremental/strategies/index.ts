import { append } from './append.js'
import { deleteInsert } from './delete-insert.js'
import { merge } from './merge.js'
import { overwriteTable } from './overwrite-table.js'
import { replaceGroups } from './replace-groups.js'
import type { Strategy } from './strategy.js'
import type { StrategyName } from './strategy-name.js'

/**
 * How a strategy writes.
 *
 * @param replacesGroups Whether a key of groups is given, or the columns of partitions.
 */
export function strategyOf(name: StrategyName, replacesGroups: boolean): Strategy {
  switch (name) {
    case 'append':
      return append
    case 'merge':
      return merge
    case 'delete+insert':
      return replacesGroups ? replaceGroups : deleteInsert
    case 'insert_overwrite':
      return replacesGroups ? replaceGroups : overwriteTable
    default:
      return name satisfies never
  }
}
