/** A value of a cell: NULL, a number with NaN and infinities, a string or a timestamp. */
export type Cell = null | number | string | Date

/** A row of a tested relation. */
export type Row = { readonly [column: string]: Cell }

/** A comparable key of a value: NaN is equal to itself, and so is NULL. */
const keyOf = (cell: Cell): string => (cell instanceof Date ? `@${cell.getTime()}` : `${typeof cell}:${String(cell)}`)

const keyOfAll = (row: Row, columns: readonly string[]): string =>
  JSON.stringify(columns.map((column) => keyOf(row[column]!)))

/** Orders values as engines do: NaN is greater than all other numbers. */
export function compare(one: Cell, other: Cell): number {
  if (typeof one === 'number' && typeof other === 'number') {
    if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other))
    return one < other ? -1 : one > other ? 1 : 0
  }
  const [a, b] = [one, other].map((cell) => (cell instanceof Date ? cell.getTime() : cell)) as [any, any]
  return a < b ? -1 : a > b ? 1 : 0
}

/** The rows of each group; without columns all rows, even if there is none. */
function groups(rows: readonly Row[], columns: readonly string[]): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>(columns.length === 0 ? [['[]', []]] : [])
  for (const row of rows) {
    const key = keyOfAll(row, columns)
    found.set(key, [...(found.get(key) ?? []), row])
  }
  return found
}

const failingGroups = (
  rows: readonly Row[],
  columns: readonly string[],
  fails: (group: readonly Row[]) => boolean,
): number => [...groups(rows, columns).values()].filter(fails).length

const known = (rows: readonly Row[], column: string): readonly Exclude<Cell, null>[] =>
  rows.flatMap((row) => (row[column] === null ? [] : [row[column]!])).sort(compare)

export function uniqueCombination(rows: readonly Row[], columns: readonly string[]): number {
  return failingGroups(rows, columns, (group) => group.length > 1)
}

export function atLeastOne(rows: readonly Row[], column: string, groupBy: readonly string[]): number {
  return failingGroups(rows, groupBy, (group) => known(group, column).length === 0)
}

/** @param percent From and to, in whole percents. */
export function notNullProportion(
  rows: readonly Row[],
  column: string,
  percent: readonly [number, number],
  groupBy: readonly string[],
): number {
  return failingGroups(rows, groupBy, (group) => {
    const found = known(group, column).length * 100
    return group.length > 0 && (found < percent[0] * group.length || found > percent[1] * group.length)
  })
}

/** @param next The value that follows one. */
export function sequential(
  rows: readonly Row[],
  column: string,
  next: (before: Exclude<Cell, null>) => Cell,
  groupBy: readonly string[],
): number {
  let failing = 0
  for (const group of groups(rows, groupBy).values()) {
    const values = known(group, column)
    for (const [i, value] of values.entries()) {
      const before = values[i - 1]
      if (before === undefined) continue
      if (compare(value, before) === 0 || compare(value, next(before)) !== 0) failing++
    }
  }
  return failing
}

export function quantileBetween(
  rows: readonly Row[],
  column: string,
  { percent, range }: { readonly percent: number; readonly range: readonly [number, number] },
  groupBy: readonly string[],
): number {
  return failingGroups(rows, groupBy, (group) => {
    const values = known(group, column)
    const value = values.find(
      (one) => values.filter((other) => compare(other, one) <= 0).length * 100 >= percent * values.length,
    )
    return value !== undefined && (compare(value, range[0]) < 0 || compare(value, range[1]) > 0)
  })
}

export function mutuallyExclusiveRanges(
  rows: readonly Row[],
  {
    lower,
    upper,
    partitionBy,
    gaps,
    zeroLength,
  }: {
    readonly lower: string
    readonly upper: string
    readonly partitionBy: readonly string[]
    readonly gaps: 'allowed' | 'not_allowed' | 'required'
    readonly zeroLength: boolean
  },
): number {
  let failing = 0
  for (const partition of groups(rows, partitionBy).values()) {
    failing += partition.filter((row) => row[lower] === null).length
    const ranges = partition
      .filter((row) => row[lower] !== null)
      .sort((a, b) => compare(a[lower]!, b[lower]!) || endsLater(a[upper]!, b[upper]!))
    for (const [i, range] of ranges.entries()) {
      const [from, to, next] = [range[lower]!, range[upper]!, ranges[i + 1]?.[lower]]
      const isEmpty = to !== null && (zeroLength ? compare(to, from) < 0 : compare(to, from) <= 0)
      const reaches = next === undefined ? -1 : to === null ? 1 : compare(to, next!)
      const overlaps =
        next !== undefined &&
        (gaps === 'allowed' ? reaches > 0 : gaps === 'required' ? reaches >= 0 : to === null || reaches !== 0)
      if (isEmpty || overlaps) failing++
    }
  }
  return failing
}

const endsLater = (one: Cell, other: Cell): number =>
  one === null || other === null ? Number(one === null) - Number(other === null) : compare(one, other)

/** The numbers of rows of each group in two relations. */
function counts(
  rows: readonly Row[],
  others: readonly Row[],
  columns: readonly string[],
): readonly (readonly [number, number])[] {
  const [own, other] = [groups(rows, columns), groups(others, columns)]
  return [...new Set([...own.keys(), ...other.keys()])].map((key) => [
    own.get(key)?.length ?? 0,
    other.get(key)?.length ?? 0,
  ])
}

/** Also the rule of `equality`, and of `cardinalityEquality` for one column under one name. */
export function equalRowCount(rows: readonly Row[], others: readonly Row[], groupBy: readonly string[]): number {
  return counts(rows, others, groupBy).filter(([own, other]) => own !== other).length
}

export function fewerRowsThan(rows: readonly Row[], others: readonly Row[], groupBy: readonly string[]): number {
  return counts(rows, others, groupBy).filter(([own, other]) => own >= other).length
}

const AGGREGATES: { readonly [name: string]: (values: readonly Exclude<Cell, null>[]) => Cell } = {
  sum: (values) => (values.length === 0 ? null : values.reduce<number>((sum, value) => sum + (value as number), 0)),
  avg: (values) =>
    values.length === 0 ? null : values.reduce<number>((sum, value) => sum + (value as number), 0) / values.length,
  min: (values) => values[0] ?? null,
  max: (values) => values.at(-1) ?? null,
  count: (values) => values.length,
  countDistinct: (values) => new Set(values.map(keyOf)).size,
}

export function aggregateEquality(
  rows: readonly Row[],
  others: readonly Row[],
  {
    aggregate,
    column,
    field,
    groupBy,
    tolerance,
  }: {
    readonly aggregate: string
    readonly column: string
    readonly field: string
    readonly groupBy: readonly string[]
    readonly tolerance: number
  },
): number {
  const [own, other] = [groups(rows, groupBy), groups(others, groupBy)]
  const keys = [...new Set([...own.keys(), ...other.keys()])]
  return keys.filter((key) => {
    const [mine, theirs] = [own.get(key), other.get(key)]
    if (!mine || !theirs) return true
    const [a, b] = [AGGREGATES[aggregate]!(known(mine, column)), AGGREGATES[aggregate]!(known(theirs, field))]
    if (a === null || b === null) return a !== b
    if (compare(a, b) === 0) return false
    const apart = Math.abs((a as number) - (b as number))
    return Number.isNaN(apart) || apart > tolerance
  }).length
}
