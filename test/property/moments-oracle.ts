// A second implementation of docs/incremental.md and docs/snapshots.md, in plain JavaScript over rows. Written from those pages and
// not from the code: keep it so. Where it and kerros differ, read the page to see which is wrong.

/** A moment: milliseconds, a number, or a day as `YYYY-MM-DD`. NULL is unknown. */
export type OracleMoment = number | string | null

export type OracleRow = { readonly [column: string]: OracleMoment }

export interface OracleSince {
  readonly lookback?: { readonly unit: 'minute' | 'hour' | 'day' | 'month'; readonly amount: number }
  readonly ties?: 'again'
  readonly nulls?: 'skip' | 'always'
}

/** What `since` has to know of the run. */
export interface OracleStored {
  /** A first run or `--full-refresh`. */
  readonly isFull: boolean
  readonly rows: readonly OracleRow[]
  readonly watermark: string
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const asNumber = (moment: number | string): number =>
  typeof moment === 'string' ? Date.parse(`${moment}T00:00:00Z`) : moment

function lookedBack(moment: number, { unit, amount }: NonNullable<OracleSince['lookback']>): number {
  if (unit === 'minute') return moment - amount * MINUTE
  if (unit === 'hour') return moment - amount * 60 * MINUTE
  if (unit === 'day') return moment - amount * DAY
  const date = new Date(moment)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() - amount)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime()
}

/** NULL is unknown, and NaN counts as NULL. */
const isUnknown = (moment: OracleMoment): moment is null => moment === null || Number.isNaN(moment)

/** Whether `since` keeps a row with this moment: the table of the section `since`. */
export function sinceKeeps(moment: OracleMoment, rule: OracleSince, stored: OracleStored): boolean {
  const isEmpty = stored.isFull || stored.rows.length === 0
  if (isUnknown(moment)) {
    if (rule.nulls === 'skip') return false
    if (rule.nulls === 'always') return true
    // Declared without .nullable(), and NULL or NaN all the same.
    return isEmpty
  }
  if (isEmpty) return true
  const known = stored.rows.map((row) => row[stored.watermark] ?? null).filter((value) => !isUnknown(value))
  if (known.length === 0) return true
  const watermark = Math.max(...known.map(asNumber))
  const at = asNumber(moment)
  if (at > watermark) return true
  if (rule.lookback) return at >= lookedBack(watermark, rule.lookback)
  return at === watermark && rule.ties === 'again'
}

const valueKey = (row: OracleRow, columns: readonly string[]): string =>
  JSON.stringify(columns.map((column) => row[column] ?? null))

/** Whether a row belongs to a touched group: NULL is a value here. */
export function inGroups(row: OracleRow, columns: readonly string[], keys: readonly OracleRow[]): boolean {
  const groups = new Set(keys.map((key) => JSON.stringify(Object.values(key))))
  return groups.has(valueKey(row, columns))
}

export interface OracleClause {
  readonly readsTarget: boolean
  readonly action: 'update' | 'delete'
  holds(source: OracleRow, target: OracleRow | undefined): boolean
}

/** What happens to a new row: the first clause that holds, and without a stored row only of those that do not read it. */
function decided(
  clauses: readonly OracleClause[],
  source: OracleRow,
  target: OracleRow | undefined,
): 'update' | 'delete' | undefined {
  return clauses.find((clause) => (target || !clause.readsTarget) && clause.holds(source, target))?.action
}

/** Rows with the same values in some columns, or of one day or month of the only one. */
export interface OracleGroups {
  readonly columns: readonly string[]
  readonly granularity?: 'day' | 'month'
}

function groupOf(row: OracleRow, { columns, granularity }: OracleGroups): string {
  if (!granularity) return valueKey(row, columns)
  const moment = row[columns[0]!] ?? null
  if (moment === null) return 'null'
  const text = typeof moment === 'string' ? moment : new Date(moment).toISOString()
  return text.slice(0, granularity === 'day' ? 10 : 7)
}

/** What a run writes, and how. */
export interface OracleWrite {
  readonly strategy: 'append' | 'merge' | 'delete+insert' | 'insert_overwrite'
  readonly uniqueKey: readonly string[]
  /** The clauses of `whenMatched`, in order: the section "Merge clauses". */
  readonly clauses?: readonly OracleClause[]
  /** The groups that are replaced as a whole: the section "Groups". */
  readonly groups?: OracleGroups
  /** The columns of touched groups in the model's row, and the keys of those groups. */
  readonly touched?: { readonly columns: readonly string[]; readonly keys: readonly OracleRow[] }
  /** Columns that a stored row keeps. */
  readonly kept?: readonly string[]
}

/** The table after a run: the section "Strategies", and the third rule of `touched`. */
export function written(
  stored: readonly OracleRow[],
  batch: readonly OracleRow[],
  how: OracleWrite,
): readonly OracleRow[] {
  if (how.strategy === 'append') return [...stored, ...batch]
  if (how.groups) return replaced(stored, batch, { ...how, groups: how.groups })
  if (how.strategy === 'insert_overwrite') return batch
  const byKey = new Map(batch.map((row) => [valueKey(row, how.uniqueKey), row]))
  const before = new Map(stored.map((row) => [valueKey(row, how.uniqueKey), row]))
  if (how.clauses) return merged(stored, batch, { clauses: how.clauses, uniqueKey: how.uniqueKey })
  const stays = stored.filter((row) => {
    if (byKey.has(valueKey(row, how.uniqueKey))) return false
    return !(how.touched && inGroups(row, how.touched.columns, how.touched.keys))
  })
  const arrives = batch.map((row) => {
    const old = before.get(valueKey(row, how.uniqueKey))
    if (!old || how.strategy !== 'merge') return row
    return { ...row, ...Object.fromEntries((how.kept ?? []).map((column) => [column, old[column] ?? null])) }
  })
  return [...stays, ...arrives]
}

/** The section "Merge clauses". */
function merged(
  stored: readonly OracleRow[],
  batch: readonly OracleRow[],
  { clauses, uniqueKey }: { readonly clauses: readonly OracleClause[]; readonly uniqueKey: readonly string[] },
): readonly OracleRow[] {
  const news = new Map(batch.map((row) => [valueKey(row, uniqueKey), row]))
  const olds = new Set(stored.map((row) => valueKey(row, uniqueKey)))
  const left = stored.flatMap((row) => {
    const arrived = news.get(valueKey(row, uniqueKey))
    const action = arrived && decided(clauses, arrived, row)
    return action === 'delete' ? [] : [action === 'update' ? arrived! : row]
  })
  const added = batch.filter(
    (row) => !olds.has(valueKey(row, uniqueKey)) && decided(clauses, row, undefined) !== 'delete',
  )
  return [...left, ...added]
}

/** The section "Groups". */
function replaced(
  stored: readonly OracleRow[],
  batch: readonly OracleRow[],
  { groups, touched }: OracleWrite & { readonly groups: OracleGroups },
): readonly OracleRow[] {
  const returned = new Set(batch.map((row) => groupOf(row, groups)))
  const stays = stored.filter(
    (row) => !returned.has(groupOf(row, groups)) && !(touched && inGroups(row, touched.columns, touched.keys)),
  )
  return [...stays, ...batch]
}

export interface OracleSnapshot {
  readonly strategy: 'check' | 'timestamp'
  readonly hardDeletes: 'ignore' | 'invalidate' | 'newRecord'
  /** The `valid_to` of current versions; NULL without it. */
  readonly validToCurrent?: number
  readonly key: string
  readonly updatedAt: string
  readonly checkColumns: readonly string[]
}

export interface OracleVersion {
  readonly row: OracleRow
  readonly from: number
  /** NULL while it is current, whatever `valid_to` says then. */
  readonly to: number | null
  /** The column `scd_updated_at`. */
  readonly noticed: number
  readonly isDeleted: boolean
}

const differs = (one: OracleRow, other: OracleRow, columns: readonly string[]): boolean =>
  columns.some((column) => (one[column] ?? null) !== (other[column] ?? null))

/** The history after a run: docs/snapshots.md. */
export function recorded(
  history: readonly OracleVersion[],
  source: readonly OracleRow[],
  runAt: number,
  rule: OracleSnapshot,
): readonly OracleVersion[] {
  const after: OracleVersion[] = []
  const keyOf = (row: OracleRow) => row[rule.key]
  for (const key of new Set([...history.map(({ row }) => keyOf(row)), ...source.map(keyOf)])) {
    const versions = history.filter(({ row }) => keyOf(row) === key)
    const row = source.find((candidate) => keyOf(candidate) === key)
    const current = versions.find(({ to }) => to === null)
    after.push(...versions.filter((version) => version !== current))
    if (!row) {
      if (!current) continue
      if (rule.hardDeletes === 'ignore' || current.isDeleted) {
        after.push(current)
        continue
      }
      const end = runAt > current.from ? runAt : current.from + 1000
      after.push({ ...current, to: end })
      if (rule.hardDeletes === 'newRecord')
        after.push({ row: current.row, from: end, to: null, noticed: runAt, isDeleted: true })
      continue
    }
    if (current && !current.isDeleted && !isNewVersion(current.row, row, rule)) {
      after.push(current)
      continue
    }
    const moment = rule.strategy === 'timestamp' ? known(row[rule.updatedAt], rule) : null
    const candidate = moment ?? runAt
    const lastEnd = Math.max(...versions.map(({ to }) => to ?? Number.NEGATIVE_INFINITY))
    const from = current ? replaces(candidate, current.from, runAt) : follows(candidate, lastEnd, runAt)
    if (current) after.push({ ...current, to: from })
    after.push({ row, from, to: null, noticed: candidate, isDeleted: false })
  }
  return after
}

function isNewVersion(current: OracleRow, row: OracleRow, rule: OracleSnapshot): boolean {
  if (rule.strategy === 'check') return differs(current, row, rule.checkColumns)
  const [was, is] = [known(current[rule.updatedAt], rule), known(row[rule.updatedAt], rule)]
  if (was === null || is === null) return differs(current, row, Object.keys(row))
  return is > was
}

/** An infinite timestamp counts as NULL, which says nothing; that it became one is a difference all the same. */
function known(
  moment: OracleMoment | undefined,
  { validToCurrent = Number.POSITIVE_INFINITY }: Pick<OracleSnapshot, 'validToCurrent'>,
): number | null {
  return Number.isFinite(moment) && (moment as number) <= validToCurrent - DAY ? (moment as number) : null
}

function replaces(candidate: number, begun: number, runAt: number): number {
  if (candidate > begun) return candidate
  return runAt > begun ? runAt : begun + 1000
}

function follows(candidate: number, lastEnd: number, runAt: number): number {
  if (candidate >= lastEnd) return candidate
  return Math.max(runAt, lastEnd)
}

export interface OracleType1 {
  readonly hardDeletes: 'ignore' | 'delete' | 'mark'
  readonly key: string
  readonly updatedAt?: string
}

export interface OracleLatest {
  readonly row: OracleRow
  readonly isDeleted: boolean
}

/** The rows after a run of `scdType1`: the section "Type 1" of docs/snapshots.md. */
export function overwritten(
  stored: readonly OracleLatest[],
  source: readonly OracleRow[],
  rule: OracleType1,
): readonly OracleLatest[] {
  const keyOf = (row: OracleRow) => row[rule.key]
  const rows = new Map(source.map((row) => [keyOf(row), row]))
  const before = new Set(stored.map(({ row }) => keyOf(row)))
  const kept = stored.flatMap((latest): OracleLatest[] => {
    const row = rows.get(keyOf(latest.row))
    if (row) return [latest.isDeleted || isOverwritten(latest.row, row, rule) ? { row, isDeleted: false } : latest]
    if (rule.hardDeletes === 'delete') return []
    return [rule.hardDeletes === 'mark' ? { ...latest, isDeleted: true } : latest]
  })
  const added = source.filter((row) => !before.has(keyOf(row))).map((row) => ({ row, isDeleted: false }))
  return [...kept, ...added]
}

function isOverwritten(stored: OracleRow, row: OracleRow, { updatedAt }: OracleType1): boolean {
  const isDifferent = differs(stored, row, Object.keys(row))
  if (updatedAt === undefined) return isDifferent
  const [was, is] = [known(stored[updatedAt], {}), known(row[updatedAt], {})]
  return was === null || is === null ? isDifferent : is > was
}
