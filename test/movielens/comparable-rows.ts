type Row = { readonly [column: string]: unknown }

/** What engines may differ in: they round doubles at an exact tie to either side. */
const TIE = 1e-4

/**
 * Rows in an order of their own, with what no two runs share put in general terms: moments after `since`, when loads and
 * runs took place, become their rank in the column; ids that were made of such a moment only say that they are there.
 */
export function comparableRows(rows: readonly Row[], since: Date): readonly Row[] {
  const columns = Object.keys(rows[0] ?? {})
  const ranks = new Map(columns.map((column) => [column, moments(rows, column, since)]))
  const general = rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column, generalValue(row[column], ranks.get(column)!)])),
  )
  const hasMoments = (row: Row): boolean => String(row['valid_from']).startsWith('moment')
  const stable = general.map((row) => ('scd_id' in row && hasMoments(row) ? { ...row, scd_id: 'an id' } : row))
  return stable
    .map((row) => ({ row, key: sortKey(row) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ row }) => row)
}

/** The first few values in which rows differ; empty when none do. */
export function differences(rows: readonly Row[], others: readonly Row[], most = 5): readonly string[] {
  if (rows.length !== others.length) return [`${rows.length} rows, and ${others.length}`]
  const found: string[] = []
  for (const [i, row] of rows.entries()) {
    const other = others[i]!
    const columns = Object.keys(row)
    if (columns.join() !== Object.keys(other).join()) return [`${columns.join()}, and ${Object.keys(other).join()}`]
    for (const column of columns)
      if (!isSame(row[column], other[column]))
        found.push(`${column}: ${JSON.stringify(row[column])}, and ${JSON.stringify(other[column])} in ${sortKey(row)}`)
    if (found.length >= most) break
  }
  return found.slice(0, most)
}

function isSame(value: unknown, other: unknown): boolean {
  if (typeof value !== 'number' || typeof other !== 'number') return value === other
  return value === other || (!Number.isInteger(value) && Math.abs(value - other) <= TIE * 1.001)
}

function moments(rows: readonly Row[], column: string, since: Date): ReadonlyMap<number, string> {
  const times = rows.flatMap(({ [column]: value }) =>
    value instanceof Date && value >= since ? [value.getTime()] : [],
  )
  return new Map([...new Set(times)].sort((a, b) => a - b).map((time, i) => [time, `moment ${i + 1}`]))
}

function generalValue(value: unknown, ranks: ReadonlyMap<number, string>): unknown {
  return value instanceof Date ? (ranks.get(value.getTime()) ?? value.toISOString()) : value
}

/** Doubles come last: they alone may differ. */
function sortKey(row: Row): string {
  const values = Object.values(row)
  const isFraction = (value: unknown): boolean => typeof value === 'number' && !Number.isInteger(value)
  return JSON.stringify([...values.map((value) => (isFraction(value) ? 0 : value)), ...values.filter(isFraction)])
}
