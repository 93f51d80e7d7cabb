import { type RootOperationNode, SelectQueryNode } from 'kysely'
import { selectedNames } from '../../../core/compile/selected-names.js'
import { foldIdentifier } from './snowflake-identifier.js'

/**
 * The names that a query gives to its columns, by the names that Snowflake folds them to: `USERID` → `userId`.
 * `undefined` when the query does not list them one by one.
 */
export function outputNames(node: RootOperationNode): ReadonlyMap<string, string> | undefined {
  const names = SelectQueryNode.is(node) ? selectedNames(node) : undefined
  return names && new Map(names.map((name) => [foldIdentifier(name), name]))
}
