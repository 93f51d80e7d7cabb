import type { OutputColumn } from '../core/infer/output-column.js'
import { shortestDecimal, withoutExponent } from '../core/result/decimal-text.js'
import type { ComparedRow, RowDifference } from '../core/result/unit-test-outcome.js'

/** How the rows are compared. */
export interface Comparison {
  readonly columns: readonly OutputColumn[]
  /** The columns by which a row is known, if any: rows that share them belong together. */
  readonly key: readonly string[]
}

/** Compares rows in any order; a row that repeats has to be there the same number of times. */
export function rowDifference(
  expected: readonly ComparedRow[],
  actual: readonly ComparedRow[],
  { columns, key }: Comparison,
): RowDifference {
  const names = columns.map(({ name }) => name)
  const textOf = (row: ComparedRow) => JSON.stringify(columns.map((column) => comparedText(row[column.name], column)))
  const rest = [...actual]
  const texts = rest.map(textOf)
  const missing = expected.filter((row) => {
    const at = texts.indexOf(textOf(row))
    if (at < 0) return true
    rest.splice(at, 1)
    texts.splice(at, 1)
    return false
  })
  const same = expected.length - missing.length
  const pairs = paired(missing, rest, { columns, key })
  const [ofExpected, ofActual] = [new Set(pairs.map(([row]) => row)), new Set(pairs.map(([, row]) => row))]
  return {
    columns: names,
    missing: missing.filter((row) => !ofExpected.has(row)),
    unexpected: rest.filter((row) => !ofActual.has(row)),
    different: pairs.map(([row, found]) => ({ expected: row, actual: found })),
    same,
  }
}

/** Whether rows are as expected. */
export function isSame({ missing, unexpected, different }: RowDifference): boolean {
  return missing.length + unexpected.length + different.length === 0
}

/** Whether a column of two rows has another value. */
export function differsIn(column: OutputColumn, expected: ComparedRow, actual: ComparedRow): boolean {
  return comparedText(expected[column.name], column) !== comparedText(actual[column.name], column)
}

type Pair = readonly [expected: ComparedRow, actual: ComparedRow]

/** Rows that share the key; without one, those that are alike in more than half of the columns, the most alike first. */
function paired(missing: readonly ComparedRow[], found: readonly ComparedRow[], by: Comparison): readonly Pair[] {
  const keyColumns = by.columns.filter(({ name }) => by.key.includes(name))
  const hasKey = by.key.length > 0 && keyColumns.length === by.key.length
  const likeness = (row: ComparedRow, other: ComparedRow): number =>
    hasKey
      ? Number(!keyColumns.some((column) => differsIn(column, row, other)))
      : by.columns.filter((column) => !differsIn(column, row, other)).length / by.columns.length
  const candidates = missing.flatMap((row) =>
    found.map((other) => ({ row, other, likeness: likeness(row, other) })).filter((each) => each.likeness >= 0.5),
  )
  const used = new Set<ComparedRow>()
  return candidates
    .sort((a, b) => b.likeness - a.likeness)
    .flatMap(({ row, other }): Pair[] => {
      if (used.has(row) || used.has(other)) return []
      used.add(row).add(other)
      return [[row, other]]
    })
}

/** A value so that the same values, however written, are the same text: `12.50` and `12.5` of a decimal, a Date and its text. */
function comparedText(value: unknown, { type }: OutputColumn): string {
  if (value === null || value === undefined) return 'null'
  if (value instanceof Date) return `t${value.toISOString()}`
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString('hex')}`
  if (typeof value === 'number' || typeof value === 'bigint') return numberText(value)
  if (typeof value === 'object') return `j${JSON.stringify(sortedKeys(value))}`
  if (typeof value !== 'string') return String(value)
  switch (type?.name) {
    case 'integer':
    case 'bigint':
    case 'decimal':
    case 'double':
      return numberText(value)
    case 'timestamp': {
      const time = Date.parse(
        /(Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value.replace(' ', 'T')}${/[T ]/.test(value) ? 'Z' : ''}`,
      )
      return Number.isNaN(time) ? value : `t${new Date(time).toISOString()}`
    }
    case 'boolean':
      return value.toLowerCase()
    case 'json':
    case 'array':
      return jsonText(value)
    default:
      return `s${value}`
  }
}

function numberText(value: number | bigint | string): string {
  const text = typeof value === 'number' ? withoutExponent(value) : String(value).trim()
  return `n${/^[+-]?\d*\.?\d+$/.test(text) ? shortestDecimal(text) : text}`
}

function jsonText(text: string): string {
  try {
    return `j${JSON.stringify(sortedKeys(JSON.parse(text)))}`
  } catch {
    return `s${text}`
  }
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortedKeys(inner)]),
  )
}
