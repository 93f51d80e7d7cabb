/** A row of the relation that the macros read. */
export interface EventRow {
  readonly id: number
  readonly who: string | null
  readonly kind: string | null
  readonly place: string | null
  readonly seen_at: Date | null
  readonly amount: number | null
  readonly bonus: number | null
}

type Values = { readonly [column: string]: unknown }

const keyOf = (row: Values, columns: readonly string[]): string => JSON.stringify(columns.map((name) => row[name]))

function groups<R>(rows: readonly R[], columns: readonly string[]): ReadonlyMap<string, readonly R[]> {
  const found = new Map<string, R[]>()
  for (const row of rows) {
    const key = keyOf(row as Values, columns)
    found.set(key, [...(found.get(key) ?? []), row])
  }
  return found
}

/** Counts and sums of amounts by `who`, with a column for each of the kinds: docs/functions.md, pivot. */
export function pivoted(rows: readonly EventRow[], kinds: readonly string[]): readonly Values[] {
  return [...groups(rows, ['who']).values()].map((group) => {
    const of = (kind: string): readonly EventRow[] => group.filter((row) => row.kind === kind)
    return {
      who: group[0]!.who,
      ...Object.fromEntries(kinds.map((kind) => [`n_${kind}`, of(kind).length])),
      ...Object.fromEntries(
        kinds.map((kind) => [`${kind}_sum`, of(kind).reduce((sum, row) => sum + (row.amount ?? 0), 0)]),
      ),
    }
  })
}

/** A row for each of the columns of each row: NULLs are rows, too. */
export function unpivoted(rows: readonly EventRow[], columns: readonly ('amount' | 'bonus')[]): readonly Values[] {
  return rows.flatMap((row) => columns.map((name) => ({ id: row.id, name, value: row[name] })))
}

/** The number of each row's session: a new one where the row before is more than `gapMs` older, or there is none. */
export function sessions(rows: readonly EventRow[], gapMs: number): readonly Values[] {
  return [...groups(rows, ['who']).values()].flatMap((group) => {
    const timed = group
      .filter(({ seen_at }) => seen_at !== null)
      .sort((a, b) => a.seen_at!.getTime() - b.seen_at!.getTime())
    let session = 0
    let before: number | undefined
    const found: Values[] = timed.map((row) => {
      const at = row.seen_at!.getTime()
      if (before === undefined || at - before > gapMs) session += 1
      before = at
      return { id: row.id, session }
    })
    return [...found, ...group.filter(({ seen_at }) => seen_at === null).map(({ id }) => ({ id, session: null }))]
  })
}

/** The rows of each set of columns: the columns that it lacks are NULL, with a flag that says so. */
export function grouped(rows: readonly EventRow[], sets: readonly (readonly ('who' | 'place')[])[]): readonly Values[] {
  return sets.flatMap((set) => {
    // The total of all rows is there even if there are none.
    const found = set.length === 0 ? [rows] : [...groups(rows, set).values()]
    return found.map((group) => ({
      who: set.includes('who') ? group[0]!.who : null,
      place: set.includes('place') ? group[0]!.place : null,
      n: group.length,
      total: group.every(({ amount }) => amount === null)
        ? null
        : group.reduce((sum, { amount }) => sum + (amount ?? 0), 0),
      all_who: set.includes('who') ? 0 : 1,
      all_places: set.includes('place') ? 0 : 1,
    }))
  })
}
