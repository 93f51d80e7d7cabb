/** A count of rows that no engine accepts, and the clause that has it. */
export interface WrongRowCount {
  readonly clause: 'limit' | 'offset' | 'fetch' | 'top'
  readonly value: number | bigint
}

/** The clauses, by the kinds of their nodes, and the member that has the count. */
const CLAUSES: ReadonlyMap<string, readonly [clause: WrongRowCount['clause'], member: string]> = new Map([
  ['LimitNode', ['limit', 'limit']],
  ['OffsetNode', ['offset', 'offset']],
  ['FetchNode', ['fetch', 'rowCount']],
  ['TopNode', ['top', 'expression']],
])

/** Whether a query's tree may have such counts at all, by the kinds of its nodes. */
export function countsRows(kinds: ReadonlySet<string>): boolean {
  return [...CLAUSES.keys()].some((kind) => kinds.has(kind))
}

/** The counts in a query's tree that are negative or no whole numbers. */
export function wrongRowCounts(value: unknown): readonly WrongRowCount[] {
  if (typeof value !== 'object' || value === null) return []
  const node = value as { readonly [key: string]: unknown }
  const [clause, member] = CLAUSES.get(String(node['kind'])) ?? []
  const count = member === undefined ? undefined : countOf(node[member])
  const wrong = clause === undefined || count === undefined || isCount(count) ? [] : [{ clause, value: count }]
  return [...wrong, ...Object.values(node).flatMap(wrongRowCounts)]
}

function countOf(found: unknown): number | bigint | undefined {
  const value = typeof found === 'object' && found !== null ? (found as { readonly value?: unknown }).value : found
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined
}

function isCount(value: number | bigint): boolean {
  return value >= 0 && (typeof value === 'bigint' || Number.isInteger(value))
}
