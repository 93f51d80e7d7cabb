import type { ExistingColumn } from '../../core/relations/relation.js'

/** What a query gave. */
interface Result {
  readonly rows: readonly { readonly [column: string]: unknown }[]
  readonly columns?: readonly ExistingColumn[]
}

/** A result whose columns are written as their definition writes them, where the engine has folded a name's case. */
export function withDeclaredNames({ rows, columns }: Result, declared: readonly string[]): Result {
  const byFolded = new Map(declared.map((name) => [name.toLowerCase(), name]))
  const spelled = (name: string): string =>
    declared.includes(name) ? name : (byFolded.get(name.toLowerCase()) ?? name)
  const names = columns?.map(({ name }) => name) ?? Object.keys(rows[0] ?? {})
  if (names.every((name) => spelled(name) === name)) return columns ? { rows, columns } : { rows }
  const renamed = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [spelled(name), value])),
  )
  return columns
    ? { rows: renamed, columns: columns.map((column) => ({ ...column, name: spelled(column.name) })) }
    : { rows: renamed }
}

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
