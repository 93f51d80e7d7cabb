/** A row of the source, and of the relations that are made of it. */
export interface Row {
  readonly id: number
  readonly n: number
}

/** What is different from one project to the next. */
export interface AuditCase {
  readonly kind: 'table' | 'incremental' | 'scdType1'
  /** Which of the relations `a`, `b` (reads `a`) and `c` (beside both) are audited. */
  readonly audited: { readonly a: boolean; readonly b: boolean; readonly c: boolean }
  readonly severity: 'error' | 'warn'
}

/** What a build is given. */
export interface AuditBuild {
  readonly fullRefresh: boolean
  /** Tests that are left out. */
  readonly exclude: readonly ('low' | 'high' | 'reference')[]
}

/** What is in the warehouse. */
export interface AuditState {
  readonly source: readonly Row[]
  /** The ids of the source of `c`. */
  readonly ids: readonly number[]
  readonly seen: { readonly a?: readonly Row[]; readonly b?: readonly Row[]; readonly c?: readonly number[] }
  /** The relations with a candidate that was not published. */
  readonly rejected: readonly string[]
}

export type Statuses = { readonly [node: string]: string }

/**
 * docs/audit.md in JavaScript. `a` is made of the source, and its test `low` finds rows with n <= 0; `b` has the rows of `a` with
 * n < 100, and its test `high` finds n > 50; `c` has the ids of another source, and its test `reference` finds those that `a` lacks.
 */
export function built(one: AuditCase, state: AuditState, { fullRefresh, exclude }: AuditBuild) {
  const isIn = (test: AuditBuild['exclude'][number]): boolean => !exclude.includes(test)
  const seen: { -readonly [K in keyof AuditState['seen']]: AuditState['seen'][K] } = { ...state.seen }
  const rejected = new Set(state.rejected)
  const statuses: { [node: string]: string } = {}
  /** Publishes new rows at once, or when the test has passed. */
  const make = <K extends 'a' | 'b' | 'c'>(
    name: K,
    rows: NonNullable<AuditState['seen'][K]>,
    test: { readonly name: AuditBuild['exclude'][number]; readonly verdict: () => string },
  ): void => {
    const waits = one.audited[name] && isIn(test.name)
    if (!waits) seen[name] = rows
    const verdict = isIn(test.name) ? test.verdict() : undefined
    if (verdict !== undefined) statuses[test.name] = verdict
    if (waits && (verdict === 'fail' || verdict === 'skipped')) {
      rejected.add(name)
      statuses[name] = verdict === 'fail' ? 'error' : 'skipped'
      return
    }
    seen[name] = rows
    rejected.delete(name)
    statuses[name] = 'success'
  }

  const ofSource = stored(one, state, fullRefresh)
  const low = ofSource.some(({ n }) => n <= 0)
  make('a', ofSource, { name: 'low', verdict: () => (low ? (one.severity === 'warn' ? 'warn' : 'fail') : 'pass') })
  const isStopped = statuses['low'] === 'fail'
  if (isStopped) {
    statuses['b'] = 'skipped'
    if (isIn('high')) statuses['high'] = 'skipped'
  } else {
    const some = seen.a!.filter(({ n }) => n < 100)
    make('b', some, { name: 'high', verdict: () => (some.some(({ n }) => n > 50) ? 'fail' : 'pass') })
  }
  const isLost = (id: number): boolean => !seen.a?.some((row) => row.id === id)
  make('c', state.ids, {
    name: 'reference',
    verdict: () => (statuses['a'] === 'success' ? (state.ids.some(isLost) ? 'fail' : 'pass') : 'skipped'),
  })
  return {
    state: { ...state, seen, rejected: [...rejected].sort() } satisfies AuditState,
    statuses: statuses as Statuses,
  }
}

/** The rows that a run makes of `a`. */
function stored({ kind }: AuditCase, { source, seen }: AuditState, fullRefresh: boolean): readonly Row[] {
  const isWhole = kind === 'table' || !seen.a || (kind === 'incremental' && fullRefresh)
  if (isWhole) return source
  return [...seen.a.filter((row) => !source.some(({ id }) => id === row.id)), ...source]
}

/** What a run may have left that ended somewhere in between: of each relation the rows from before, or those of the whole run. */
export function possible(before: AuditState, after: AuditState): (name: 'a' | 'b' | 'c', rows: unknown) => boolean {
  return (name, rows) => [before.seen[name], after.seen[name]].some((one) => sameRows(one, rows as never))
}

/** Whether rows are the same, in any order; nothing is the same as nothing. */
export function sameRows(one: readonly unknown[] | undefined, other: readonly unknown[] | undefined): boolean {
  const text = (rows: readonly unknown[] | undefined) =>
    rows && JSON.stringify(rows.map((row) => JSON.stringify(row)).sort())
  return text(one) === text(other)
}
