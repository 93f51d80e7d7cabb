import type { ExistingColumn } from '../../core/relations/relation.js'

/**
 * How many digits behind the point each decimal column of a result has. A decoded number no longer tells 4.50 from 4.5;
 * the engine does, and so does whoever shows its rows.
 *
 * @returns By column name; columns that are no decimals are not in it, and neither are whole numbers.
 */
export function decimalScales(columns: readonly ExistingColumn[] = []): ReadonlyMap<string, number> {
  return new Map(
    columns.flatMap(({ name, type }) => {
      const scale = Number(/^(?:decimal|numeric|number)\(\d+,\s*(\d+)\)$/i.exec(type)?.[1] ?? 0)
      return scale > 0 ? [[name, scale] as const] : []
    }),
  )
}
