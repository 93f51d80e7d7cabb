import { typeFamily } from '../columns/index.js'
import { KerrosError } from '../errors/index.js'
import { quotedNames } from '../errors/wording.js'
import { suggestName } from '../graph/suggest-name.js'
import type { ExistingColumn } from '../relations/relation.js'
import type { SqlDialect } from '../steps/sql-dialect.js'

/** A column of both sides, under the name that each has for it. */
export interface MatchedColumn {
  /** As the side here spells it. */
  readonly name: string
  readonly here: ExistingColumn
  readonly there: ExistingColumn
  /** Whether it holds floating-point numbers on a side. */
  readonly isFloat: boolean
}

/** The columns of two relations, by name. */
export interface MatchedColumns {
  /** What says which rows belong together; empty for whole rows. */
  readonly key: readonly MatchedColumn[]
  /** Columns whose values are compared. */
  readonly values: readonly MatchedColumn[]
  /** Columns of both sides whose values cannot be compared. */
  readonly incomparable: readonly MatchedColumn[]
  readonly onlyHere: readonly ExistingColumn[]
  readonly onlyThere: readonly ExistingColumn[]
}

/** Which columns take part in a comparison. */
export interface ColumnChoice {
  readonly key: readonly string[]
  readonly columns?: readonly string[] | undefined
  readonly excludeColumns?: readonly string[] | undefined
}

/** What is known of both sides. */
export interface ColumnsOfSides {
  /** The name of the node, for messages. */
  readonly name: string
  readonly here: readonly ExistingColumn[]
  readonly there: readonly ExistingColumn[]
  readonly dialect: Pick<SqlDialect, 'sqlTypeOf' | 'comparesValues'>
}

/**
 * Matches the columns of two relations by name, regardless of case and of order.
 *
 * @throws KerrosError `E_UNKNOWN_COLUMN` for a name that neither side has, or a part of the key that one side lacks;
 *   `E_TYPE_MISMATCH` for a part of the key whose types cannot be compared.
 */
export function matchColumns(
  sides: ColumnsOfSides,
  { key, columns, excludeColumns = [] }: ColumnChoice,
): MatchedColumns {
  const [here, there] = [byName(sides.here), byName(sides.there)]
  for (const name of [...(columns ?? []), ...excludeColumns]) {
    if (here.has(folded(name)) || there.has(folded(name))) continue
    throw unknownColumn(name, sides)
  }
  const keys = key.map((name) => keyColumn(name, here, there, sides))
  const isKey = new Set(key.map(folded))
  const [only, left] = [columns && new Set(columns.map(folded)), new Set(excludeColumns.map(folded))]
  const takesPart = ({ name }: ExistingColumn): boolean =>
    !isKey.has(folded(name)) && (only?.has(folded(name)) ?? true) && !left.has(folded(name))
  const both = sides.here.filter(takesPart).flatMap((column) => {
    const other = there.get(folded(column.name))
    return other ? [matched(column, other, sides)] : []
  })
  return {
    key: keys,
    values: both.filter((column) => isComparable(column, sides)),
    incomparable: both.filter((column) => !isComparable(column, sides)),
    onlyHere: sides.here.filter((column) => takesPart(column) && !there.has(folded(column.name))),
    onlyThere: sides.there.filter((column) => takesPart(column) && !here.has(folded(column.name))),
  }
}

type ByName = ReadonlyMap<string, ExistingColumn>

function keyColumn(name: string, here: ByName, there: ByName, sides: ColumnsOfSides): MatchedColumn {
  const [own, other] = [here.get(folded(name)), there.get(folded(name))]
  if (!own && !other) throw unknownColumn(name, sides)
  if (!own || !other)
    throw new KerrosError(
      'E_UNKNOWN_COLUMN',
      `"${sides.name}" has the column "${name}" of the key only ${own ? 'here' : 'there'}`,
      { hint: 'Name a key whose columns both sides have: --key COLUMN,…' },
    )
  const column = matched(own, other, sides)
  if (isComparable(column, sides)) return column
  throw new KerrosError(
    'E_TYPE_MISMATCH',
    `the column "${name}" of the key of "${sides.name}" is ${own.type} here and ${other.type} there, which cannot be compared`,
    { hint: 'Name a key whose columns have comparable types on both sides: --key COLUMN,…' },
  )
}

function matched(here: ExistingColumn, there: ExistingColumn, { dialect }: ColumnsOfSides): MatchedColumn {
  const isFloat = [here, there].some(({ type }) => dialect.sqlTypeOf(type)?.name === 'double')
  return { name: here.name, here, there, isFloat }
}

/** Families whose types an engine converts into each other without losing what tells values apart. */
const FAMILIES: ReadonlySet<string> = new Set(['number', 'varchar', 'binary'])

function isComparable({ here, there }: MatchedColumn, { dialect }: ColumnsOfSides): boolean {
  if (![here, there].every(({ type }) => dialect.comparesValues(type))) return false
  if (here.type === there.type) return true
  const [own, other] = [here, there].map(({ type }) => {
    const known = dialect.sqlTypeOf(type)
    return known && typeFamily(known)
  })
  return own !== undefined && own === other && FAMILIES.has(own)
}

function unknownColumn(name: string, { name: node, here, there }: ColumnsOfSides): KerrosError {
  const names = [...new Map([...here, ...there].map((column) => [folded(column.name), column.name])).values()]
  const nearest = suggestName(name, names)
  return new KerrosError('E_UNKNOWN_COLUMN', `"${node}" has no column "${name}", neither here nor there`, {
    hint: nearest ? `Did you mean "${nearest}"?` : `Its columns are ${quotedNames(names)}.`,
  })
}

function byName(columns: readonly ExistingColumn[]): ByName {
  return new Map(columns.map((column) => [folded(column.name), column]))
}

function folded(name: string): string {
  return name.toLowerCase()
}
