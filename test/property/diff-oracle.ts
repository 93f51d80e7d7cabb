// Written from docs/diff.md: which rows of two relations are added, removed, changed and the same. Rows are compared one with
// another, without any SQL.

/** A value of a row: NULL, or what tells it apart from others of its family of types. */
export type OracleValue = { readonly is: string; readonly number?: number | undefined } | null

export interface OracleColumn {
  readonly name: string
  /** As the engine calls it. */
  readonly type: string
  /** Types of one family can be compared; a type alone in its family only with itself. */
  readonly family: string
  readonly isFloat: boolean
}

export interface OracleSide {
  readonly columns: readonly OracleColumn[]
  readonly rows: readonly (readonly OracleValue[])[]
}

export interface OracleChoice {
  readonly key: readonly string[]
  readonly columns: readonly string[] | undefined
  readonly excludeColumns: readonly string[] | undefined
  readonly tolerance: number | undefined
}

export interface OracleDiff {
  readonly isSame: boolean
  readonly rows: { here: number; there: number; added: number; removed: number; changed: number; same: number }
  readonly nulls: { here: number; there: number } | undefined
  readonly repeated:
    | {
        here: number
        there: number
        rows: { here: number; there: number; added: number; removed: number; same: number }
      }
    | undefined
  /** Of each column its name in small letters, on which sides it is, and its counts. */
  readonly columns: readonly (readonly [
    name: string,
    sides: 'both' | 'retyped' | 'here' | 'there',
    isCompared: boolean,
    changed: number,
    nullHere: number,
    nullThere: number,
  ])[]
  /** The keys of changed rows, with the columns that are others, in small letters. */
  readonly changes: ReadonlyMap<string, readonly string[]>
}

type Row = readonly OracleValue[]

const small = (name: string): string => name.toLowerCase()

export function oracleDiff(here: OracleSide, there: OracleSide, choice: OracleChoice): OracleDiff | 'refused' {
  const find = ({ columns }: OracleSide, name: string): number =>
    columns.findIndex((column) => small(column.name) === small(name))
  const keys: (readonly [number, number])[] = []
  for (const name of choice.key) {
    const pair = [find(here, name), find(there, name)] as const
    if (pair[0] < 0 || pair[1] < 0) return 'refused'
    const [one, other] = [here.columns[pair[0]]!, there.columns[pair[1]]!]
    if (one.type !== other.type && one.family !== other.family) return 'refused'
    keys.push(pair)
  }
  const isWanted = (name: string): boolean =>
    !choice.key.some((each) => small(each) === small(name)) &&
    (choice.columns === undefined || choice.columns.some((each) => small(each) === small(name))) &&
    !(choice.excludeColumns ?? []).some((each) => small(each) === small(name))
  const names = [...new Set([...here.columns, ...there.columns].map(({ name }) => small(name)))].filter(isWanted)
  const values = names.flatMap((name) => {
    const pair = [find(here, name), find(there, name)] as const
    if (pair[0] < 0 || pair[1] < 0) return []
    const [one, other] = [here.columns[pair[0]]!, there.columns[pair[1]]!]
    const isCompared = one.type === other.type || one.family === other.family
    return isCompared ? [{ name, pair, isFloat: one.isFloat || other.isFloat }] : []
  })
  if (keys.length === 0 && (choice.tolerance !== undefined || values.length === 0)) return 'refused'

  const sameValue = (one: OracleValue, other: OracleValue): boolean => one?.is === other?.is
  const isNear = (one: OracleValue, other: OracleValue, isFloat: boolean): boolean => {
    if (sameValue(one, other)) return true
    if (!isFloat || choice.tolerance === undefined || !one || !other) return false
    return Math.abs(one.number! - other.number!) <= choice.tolerance
  }
  const sameKey = (one: Row, a: 0 | 1, other: Row, b: 0 | 1): boolean =>
    keys.every((pair) => sameValue(one[pair[a]]!, other[pair[b]]!))
  const sameWhole = (one: Row, other: Row): boolean =>
    sameKey(one, 0, other, 1) && values.every(({ pair }) => sameValue(one[pair[0]]!, other[pair[1]]!))

  const timesHere = (row: Row, side: 0 | 1): number => here.rows.filter((each) => sameKey(each, 0, row, side)).length
  const timesThere = (row: Row, side: 0 | 1): number => there.rows.filter((each) => sameKey(each, 1, row, side)).length
  const isRepeated = (row: Row, side: 0 | 1): boolean =>
    keys.length === 0 || timesHere(row, side) > 1 || timesThere(row, side) > 1

  // Whole rows find a partner each, as long as there is one.
  const apart = {
    here: here.rows.filter((row) => isRepeated(row, 0)),
    there: there.rows.filter((row) => isRepeated(row, 1)),
  }
  const left = [...apart.there]
  let wholeSame = 0
  for (const row of apart.here) {
    const at = left.findIndex((other) => sameWhole(row, other))
    if (at < 0) continue
    left.splice(at, 1)
    wholeSame++
  }
  const whole = {
    here: apart.here.length,
    there: apart.there.length,
    added: apart.here.length - wholeSame,
    removed: left.length,
    same: wholeSame,
  }

  const counts = new Map(values.map(({ name }) => [name, [0, 0, 0] as [number, number, number]]))
  const changes = new Map<string, readonly string[]>()
  let [added, same, changed] = [0, 0, 0]
  const paired = new Set<Row>()
  for (const row of here.rows.filter((each) => !isRepeated(each, 0))) {
    const partner = there.rows.find((other) => sameKey(row, 0, other, 1))
    if (!partner) {
      added++
      continue
    }
    paired.add(partner)
    const others = values.filter(({ pair, isFloat }) => !isNear(row[pair[0]]!, partner[pair[1]]!, isFloat))
    for (const { name, pair } of others) {
      const count = counts.get(name)!
      count[0]++
      if (row[pair[0]] === null) count[1]++
      if (partner[pair[1]] === null) count[2]++
    }
    if (others.length === 0) same++
    else {
      changed++
      changes.set(keys.map(([at]) => row[at]?.is ?? 'NULL').join('|'), others.map(({ name }) => name).sort())
    }
  }
  const removed = there.rows.filter((row) => !isRepeated(row, 1) && !paired.has(row)).length

  const repeatedKeys = (side: 0 | 1): number => {
    const rows = side === 0 ? here.rows : there.rows
    const times = side === 0 ? timesHere : timesThere
    const twice = rows.filter((row) => times(row, side) > 1)
    return twice.filter((row, i) => twice.findIndex((other) => sameKey(row, side, other, side)) === i).length
  }
  const repeats = keys.length > 0 && apart.here.length + apart.there.length > 0
  const rows =
    keys.length === 0
      ? {
          here: here.rows.length,
          there: there.rows.length,
          added: whole.added,
          removed: whole.removed,
          changed: 0,
          same: whole.same,
        }
      : { here: here.rows.length, there: there.rows.length, added, removed, changed, same }
  const hasNull = (row: Row, side: 0 | 1): boolean => keys.some((pair) => row[pair[side]] === null)
  const columns = [...choice.key.map(small), ...names].map((name): OracleDiff['columns'][number] => {
    const [one, other] = [here.columns[find(here, name)], there.columns[find(there, name)]]
    if (!one) return [name, 'there', false, 0, 0, 0]
    if (!other) return [name, 'here', false, 0, 0, 0]
    const isCompared = one.type === other.type || one.family === other.family
    return [name, one.type === other.type ? 'both' : 'retyped', isCompared, ...(counts.get(name) ?? [0, 0, 0])]
  })
  return {
    rows,
    nulls:
      keys.length === 0
        ? undefined
        : {
            here: here.rows.filter((row) => hasNull(row, 0)).length,
            there: there.rows.filter((row) => hasNull(row, 1)).length,
          },
    repeated: repeats ? { here: repeatedKeys(0), there: repeatedKeys(1), rows: whole } : undefined,
    columns,
    changes,
    isSame:
      rows.added + rows.removed + rows.changed === 0 &&
      (!repeats || whole.added + whole.removed === 0) &&
      columns.every(([, sides]) => sides === 'both'),
  }
}
