/** dbt's names of the incremental strategies. */
export type StrategyName = 'append' | 'merge' | 'delete+insert' | 'insert_overwrite'

/** dbt's names of the incremental strategies, all of them. */
export const STRATEGY_NAMES = [
  'append',
  'merge',
  'delete+insert',
  'insert_overwrite',
] as const satisfies readonly StrategyName[]

/** The options by which a strategy follows that is not written. */
export interface StrategyKeys {
  readonly strategy?: StrategyName | 'microbatch' | undefined
  readonly uniqueKey?: unknown
  readonly groupKey?: unknown
  readonly partitionBy?: unknown
}

/** The strategy that options have, also where they leave it out. */
export function strategyNameOf({
  strategy,
  uniqueKey,
  groupKey,
  partitionBy,
}: StrategyKeys): StrategyName | 'microbatch' {
  if (strategy !== undefined) return strategy
  if (uniqueKey !== undefined) return 'merge'
  if (groupKey !== undefined) return 'delete+insert'
  return partitionBy === undefined ? 'append' : 'insert_overwrite'
}
