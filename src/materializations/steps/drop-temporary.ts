import type { Relation } from '../../core/relations/relation.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { Step } from '../../core/steps/step.js'

/**
 * Drops a temporary table that is used no more. Over a network that takes longer than it saves: the table ends with its
 * session.
 */
export function dropTemporary(relation: Relation, { capabilities }: SqlDialect): readonly Step[] {
  return capabilities.isRemote ? [] : [{ kind: 'dropRelation', relation, type: 'table', temporary: true }]
}
