import type { OutputColumn } from './output-column.js'

/** The columns of something that a query can name; `undefined` when raw SQL hides them. Evaluated when asked for. */
export type ColumnsThunk = () => readonly OutputColumn[] | undefined

/**
 * What names mean at one place of a query: the tables that FROM may name (inputs, common table expressions) and the
 * aliases that columns may be qualified with. Inner scopes hide outer ones.
 */
export interface Scope {
  readonly tables: ReadonlyMap<string, ColumnsThunk>
  readonly aliases: ReadonlyMap<string, ColumnsThunk>
  readonly outer: Scope | undefined
}

/** The columns of the table that a FROM item names. */
export function findTable(scope: Scope | undefined, name: string): ColumnsThunk | undefined {
  for (let at = scope; at; at = at.outer) {
    const found = at.tables.get(name)
    if (found) return found
  }
  return undefined
}

/** The columns behind the alias that a column is qualified with. */
export function findAlias(scope: Scope | undefined, name: string): ColumnsThunk | undefined {
  for (let at = scope; at; at = at.outer) {
    const found = at.aliases.get(name)
    if (found) return found
  }
  return undefined
}

/** The column that an unqualified name means: the innermost alias that has it. */
export function findColumn(scope: Scope | undefined, name: string): OutputColumn | undefined {
  for (let at = scope; at; at = at.outer) {
    for (const columns of at.aliases.values()) {
      const found = columns()?.find((column) => column.name === name)
      if (found) return found
    }
  }
  return undefined
}
