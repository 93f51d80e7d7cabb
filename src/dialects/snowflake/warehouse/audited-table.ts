import type { CloneTable, SwapTable } from '../../../core/steps/audit-steps.js'
import { quoteRelation } from '../text/quote-relation.js'

/**
 * Makes a candidate of a stored table. A clone copies no rows; comments, clustering, constraints, tags and policies come with it,
 * grants where that is said.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-clone
 */
export function cloneTable({ relation, from, transient, copiesGrants = true }: CloneTable): readonly string[] {
  const kind = transient ? 'transient table' : 'table'
  const grants = copiesGrants ? ' copy grants' : ''
  return [`create or replace ${kind} ${quoteRelation(relation)} clone ${quoteRelation(from)}${grants}`]
}

/**
 * Lets a candidate take the place of a table. SWAP WITH is one transaction: both keep their rows, grants and everything else, and
 * only the names change. What then has the candidate's name are the rows that readers saw before.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/alter-table
 */
export function swapTable({ relation, from, replaces }: SwapTable): readonly string[] {
  const [table, candidate] = [quoteRelation(relation), quoteRelation(from)]
  if (replaces !== 'table') return [`alter table ${candidate} rename to ${table}`]
  return [`alter table ${table} swap with ${candidate}`, `drop table if exists ${candidate}`]
}
