import type { Columns, SqlType } from '../../core/columns/index.js'
import type { ExistingColumn, ExistingRelation } from '../../core/relations/relation.js'

/** How an engine compares columns. */
export interface ColumnComparison {
  /** The form of a name in which equal names are equal. */
  readonly fold: (name: string) => string
  /** The name of the declared type, if a stored column cannot keep it; otherwise `undefined`. */
  readonly otherType: (stored: ExistingColumn, declared: SqlType) => string | undefined
}

/** How a table differs from its declared columns, a phrase for each difference; empty when it does not. */
export function changedColumns(
  existing: ExistingRelation,
  columns: Columns,
  { fold, otherType }: ColumnComparison,
): readonly string[] {
  const stored = new Map(existing.columns.map((column) => [fold(column.name), column]))
  const declared = new Set(Object.keys(columns).map(fold))
  return [
    ...Object.entries(columns).flatMap(([name, { type }]) => {
      const column = stored.get(fold(name))
      if (!column) return [`it has no "${name}"`]
      const wanted = otherType(column, type)
      return wanted === undefined ? [] : [`"${name}" is ${column.type.toLowerCase()} there, not ${wanted}`]
    }),
    ...existing.columns.flatMap(({ name }) => (declared.has(fold(name)) ? [] : [`it also has "${name}"`])),
  ]
}
