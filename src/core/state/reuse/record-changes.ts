import type { BuildReason } from './decision.js'
import type { NodeKey } from './node-key.js'
import type { ReuseRecord } from './reuse-record.js'

/** What is different between a node as it was recorded and as it is. */
export function recordChanges(before: ReuseRecord, now: NodeKey): readonly BuildReason[] {
  const reasons = [...settingsChange(before, now), ...codeChange(before, now), ...inputChanges(before, now)]
  // The keys differ; what is not distinguished is the code's.
  return reasons.length > 0 ? reasons : [{ code: 'code', columns: [], clauses: [], isLater: false }]
}

function settingsChange({ code: was }: ReuseRecord, { code: is }: NodeKey): readonly BuildReason[] {
  const names = [
    ...(was.materialized === is.materialized ? [] : ['materialized']),
    ...differing(was.settings.ofRows, is.settings.ofRows),
    ...differing(was.settings.ofStorage, is.settings.ofStorage),
  ]
  return names.length > 0 ? [{ code: 'settings', names }] : []
}

function codeChange({ code: was }: ReuseRecord, { code: is }: NodeKey): readonly BuildReason[] {
  const byName = (columns: typeof was.columns): { readonly [name: string]: string } =>
    Object.fromEntries(columns.map(([name, ...made]) => [name, JSON.stringify(made)]))
  const columns = differing(byName(was.columns), byName(is.columns))
  const clauses = differing(was.clauses, is.clauses)
  const isLater = was.later !== is.later
  const isReordered = columns.length === 0 && JSON.stringify(was.columns) !== JSON.stringify(is.columns)
  const reordered = isReordered ? is.columns.map(([name]) => name) : columns
  if (reordered.length + clauses.length === 0 && !isLater && was.rows === is.rows) return []
  return [{ code: 'code', columns: reordered, clauses, isLater }]
}

function inputChanges({ reads: before }: ReuseRecord, { reads: now }: NodeKey): readonly BuildReason[] {
  return Object.keys(now).flatMap((node): BuildReason[] => {
    const [was, is] = [before[node], now[node]!]
    // What it did not read before is its code's.
    if (!was) return []
    const columns = Object.keys(is.columns ?? {}).filter(
      (name) => was.columns?.[name] !== undefined && was.columns[name] !== is.columns![name],
    )
    const hasOtherRows =
      (was.rows !== undefined && is.rows !== undefined && was.rows !== is.rows) ||
      (was.all !== undefined && is.all !== undefined && was.all !== is.all)
    return columns.length > 0 || hasOtherRows ? [{ code: 'input', node, columns, hasOtherRows }] : []
  })
}

/** The names of what only one has, or both have in different ways. */
function differing(one: { readonly [name: string]: string }, other: { readonly [name: string]: string }): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return names.filter((name) => one[name] !== other[name])
}
