import { columnList } from '../../core/definitions/options/values/check-column-list.js'
import { KerrosError } from '../../core/errors/index.js'
import type { IncrementalOptions } from './incremental-options.js'
import { strategyOf } from './strategies/index.js'
import { type ReadCondition, readPairCondition } from './strategies/pair-condition.js'
import type { RowGroups } from './strategies/row-groups.js'
import type { Strategy } from './strategies/strategy.js'
import { STRATEGY_NAMES, type StrategyKeys, type StrategyName, strategyNameOf } from './strategies/strategy-name.js'
import type { MatchedClause } from './strategies/when-matched.js'

/** The options of an incremental model, complete. */
export interface IncrementalSettings {
  readonly uniqueKey: readonly string[]
  /** The groups that a run replaces as a whole, if it does. */
  readonly replaced: RowGroups | undefined
  readonly strategyName: StrategyName
  readonly strategy: Strategy
  readonly options: IncrementalOptions<any>
  /** What `merge` does with a stored row that has the key of a new one; `undefined` where it is updated. */
  whenMatched(): readonly MatchedClause[] | undefined
  /** Which stored rows are replaced at all; `undefined` for all. */
  predicate(): ReadCondition | undefined
}

/** @throws KerrosError `E_INVALID_OPTION` for a strategy that does not exist, or that needs a key and has none. */
export function incrementalSettings(options: IncrementalOptions<any>): IncrementalSettings {
  const uniqueKey = columnList(options.uniqueKey)
  const replaced = replacedGroups(options)
  // A model that is computed in batches has a materialization of its own.
  const name = strategyNameOf(givenKeys(options)) as StrategyName
  if (!STRATEGY_NAMES.includes(name))
    throw new KerrosError('E_INVALID_OPTION', `there is no incremental strategy "${String(name)}"`, {
      hint: `Use ${[...STRATEGY_NAMES, 'microbatch'].map((each) => `"${each}"`).join(', ')}.`,
    })
  const hasKey = isGiven(options.uniqueKey) || (name === 'delete+insert' && isGiven(options.groupKey))
  if (!hasKey && (name === 'merge' || name === 'delete+insert'))
    throw new KerrosError('E_INVALID_OPTION', `the incremental strategy "${name}" needs a unique key`, {
      hint:
        name === 'merge'
          ? "Give the option `uniqueKey`, or use the strategy 'append'."
          : "Give the option `uniqueKey`, or `groupKey` to replace groups of rows, such as a day's; or use the strategy 'append'.",
    })
  const { whenMatched, incrementalPredicates } = options
  return {
    uniqueKey,
    replaced,
    strategyName: name,
    strategy: strategyOf(name, replaced !== undefined),
    options,
    whenMatched: once(() =>
      whenMatched?.map(({ and, action }) => ({ and: and && readPairCondition(and, 'whenMatched'), action })),
    ),
    predicate: once(() => incrementalPredicates && readPairCondition(incrementalPredicates, 'incrementalPredicates')),
  }
}

/** Conditions are called when they are needed: a definition alone calls nothing. */
function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => {
    known ??= { value: read() }
    return known.value
  }
}

/** Options without keys that name no columns: another check reports those. */
function givenKeys({ strategy, uniqueKey, groupKey, partitionBy }: IncrementalOptions<any>): StrategyKeys {
  const given = Object.entries({ uniqueKey, groupKey, partitionBy }).filter(([, key]) => isGiven(key))
  return { strategy, ...Object.fromEntries(given) }
}

function isGiven(key: unknown): boolean {
  return key !== undefined && [key].flat().length > 0
}

function replacedGroups({ groupKey, partitionBy }: IncrementalOptions<any>): RowGroups | undefined {
  if (isGiven(groupKey)) return { columns: columnList(groupKey) }
  if (!isGiven(partitionBy)) return undefined
  return isParts(partitionBy)
    ? { columns: [partitionBy.field], granularity: partitionBy.granularity }
    : { columns: columnList(partitionBy) }
}

function isParts(value: unknown): value is { readonly field: string; readonly granularity: RowGroups['granularity'] } {
  return typeof value === 'object' && value !== null && 'field' in value
}
