import type { ExistingColumn } from '../../core/relations/relation.js'

/** The result of a query. */
interface Result {
  readonly rows: readonly { readonly [column: string]: unknown }[]
  readonly columns?: readonly ExistingColumn[]
}

/** A result whose columns are spelled as in their definition, if the engine has folded a name's case. */
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
 * The number of digits after the point of each decimal column of a result. A decoded number no longer distinguishes 4.50
 * from 4.5; the engine does, and so should a printed row.
 *
 * @returns By column name, without columns of whole numbers or of other types.
 */
export function decimalScales(columns: readonly ExistingColumn[] = []): ReadonlyMap<string, number> {
  return new Map(
    columns.flatMap(({ name, type }) => {
      const scale = Number(/^(?:decimal|numeric|number)\(\d+,\s*(\d+)\)$/i.exec(type)?.[1] ?? 0)
      return scale > 0 ? [[name, scale] as const] : []
    }),
  )
}
