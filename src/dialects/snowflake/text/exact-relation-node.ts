import { type OperationNode, RawNode } from 'kysely'
import type { Relation } from '../../../core/relations/relation.js'
import { quoteRelation } from './quote-relation.js'
import { quoteExactly, quoteIdentifier } from './snowflake-identifier.js'

/**
 * A relation whose names were made in quotes, with columns whose names fold as all others of a query do; `undefined` for
 * one whose names fold anyway. Snowflake reads no more columns of it than the query names.
 *
 * The generated SQL:
 *
 * ```sql
 * (select "movieId" as "MOVIEID" from "MOVIELENS"."RAW"."Movies")
 * ```
 */
export function exactRelationNode(relation: Relation): OperationNode | undefined {
  if (relation.exactColumns === undefined) return undefined
  const columns = relation.exactColumns.map((column) => `${quoteExactly(column)} as ${quoteIdentifier(column)}`)
  return RawNode.createWithSql(`(select ${columns.join(', ')} from ${quoteRelation(relation)})`)
}
