import { append } from './append.js'
import { deleteInsert } from './delete-insert.js'
import { merge } from './merge.js'
import type { Strategy } from './strategy.js'

/** dbt's names of the incremental strategies. */
export type StrategyName = 'append' | 'merge' | 'delete+insert'

/** The incremental strategies, by dbt's names. */
export const strategies: { readonly [S in StrategyName]: Strategy } = { append, merge, 'delete+insert': deleteInsert }
