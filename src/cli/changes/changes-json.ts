import type { ChangesSince } from '../../runtime/changes/changes-since.js'
import { sortedChanges } from './change-words.js'

/** The same, one line for each node and one at the end. */
export function changesJson(found: ChangesSince): readonly string[] {
  const { ref, commit, relations, nodes } = found
  const lines = nodes.map(({ followed, asWritten, materialized, ...change }) =>
    JSON.stringify({
      event: 'change',
      ...change,
      ...(materialized && { materialized }),
      ...(asWritten !== undefined && { asWritten }),
      followed: { columns: Object.fromEntries(followed.columns), rows: followed.rows },
    }),
  )
  return [...lines, JSON.stringify({ event: 'changes', ref, commit, relations, built: sortedChanges(found).built })]
}
