import type { OutputColumn } from '../infer/output-column.js'
import { hasTextElements } from './list-elements.js'
import { typedValue } from './typed-value.js'

type Row = { readonly [column: string]: unknown }

/**
 * Rows whose numbers and lists are what the query's types say, on every engine alike: an engine chooses the digits of a sum or
 * of a product by its own rules, and one without typed lists returns timestamps and bytes in them as strings.
 *
 * @param columns The columns of the query; `undefined` where raw SQL hides them, and rows stay as they are.
 * @throws KerrosError `E_INEXACT_NUMBER` for a value that would lose digits.
 */
export function typedRows<R extends Row>(
  rows: readonly R[],
  columns: readonly OutputColumn[] | undefined,
): readonly R[] {
  const converted = (columns ?? []).filter((column) => column.values !== undefined || hasTextElements(column.type))
  const [first] = rows
  if (converted.length === 0 || !first) return rows
  const keys = new Map(Object.keys(first).map((key) => [key.toLowerCase(), key]))
  const found = converted.flatMap((column) => {
    const key = Object.hasOwn(first, column.name) ? column.name : keys.get(column.name.toLowerCase())
    return key === undefined ? [] : [{ key, column }]
  })
  return rows.map((row) => {
    const changed = found.flatMap(({ key, column }) => {
      const value = row[key]
      if (value === null || (column.values === 'number' && typeof value === 'number')) return []
      return [[key, typedValue(value, column)] as const]
    })
    return changed.length === 0 ? row : withValues(row, new Map(changed))
  })
}

/** The same fields in the same order; of any name, `__proto__` too. */
function withValues<R extends Row>(row: R, values: ReadonlyMap<string, unknown>): R {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, values.has(key) ? values.get(key) : value]),
  ) as R
}
