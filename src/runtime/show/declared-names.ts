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
