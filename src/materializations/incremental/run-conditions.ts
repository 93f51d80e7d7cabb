import type { OperationNode } from 'kysely'
import type { IncrementalSettings } from './incremental-settings.js'
import type { ReadCondition } from './strategies/pair-condition.js'

/** The settings with conditions whose expressions have the values of a run. */
export function withRunConditions(
  settings: IncrementalSettings,
  ofRun: (expression: OperationNode) => OperationNode,
): IncrementalSettings {
  const condition = (read: ReadCondition): ReadCondition => ({ ...read, node: ofRun(read.node) })
  return {
    ...settings,
    whenMatched: () => settings.whenMatched()?.map(({ and, action }) => ({ and: and && condition(and), action })),
    predicate: () => {
      const read = settings.predicate()
      return read && condition(read)
    },
  }
}
