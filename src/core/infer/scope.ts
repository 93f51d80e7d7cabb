import type { SelectQueryNode } from 'kysely'
import type { OutputColumn } from './output-column.js'

/** What every description of a column begins with. */
export interface NamedColumn {
  readonly name: string
}

/** A select at its place in a query. */
export interface QueryPlace<C extends NamedColumn> {
  readonly select: SelectQueryNode
  /** What names mean in its own clauses. */
  readonly scope: Scope<C>
  /** What it returns. */
  readonly columns: ColumnsThunk<C>
}

/** The columns of something that a query can name; `undefined` when raw SQL hides them. Evaluated when asked for. */
export interface ColumnsThunk<C extends NamedColumn = OutputColumn> {
  (): readonly C[] | undefined
  /** The select that gives them, where one does. */
  readonly place?: () => QueryPlace<C>
}

/**
 * What names mean at one place of a query: the tables that FROM may name (inputs, common table expressions) and the
 * aliases that columns may be qualified with. Inner scopes hide outer ones.
 */
export interface Scope<C extends NamedColumn = OutputColumn> {
  readonly tables: ReadonlyMap<string, ColumnsThunk<C>>
  readonly aliases: ReadonlyMap<string, ColumnsThunk<C>>
  readonly outer: Scope<C> | undefined
}

/** The columns of the table that a FROM item names. */
export function findTable<C extends NamedColumn>(
  scope: Scope<C> | undefined,
  name: string,
): ColumnsThunk<C> | undefined {
  for (let at = scope; at; at = at.outer) {
    const found = at.tables.get(name)
    if (found) return found
  }
  return undefined
}

/** The columns behind the alias that a column is qualified with. */
export function findAlias<C extends NamedColumn>(
  scope: Scope<C> | undefined,
  name: string,
): ColumnsThunk<C> | undefined {
  for (let at = scope; at; at = at.outer) {
    const found = at.aliases.get(name)
    if (found) return found
  }
  return undefined
}

/** The column that an unqualified name means: the innermost alias that has it. */
export function findColumn<C extends NamedColumn>(scope: Scope<C> | undefined, name: string): C | undefined {
  for (let at = scope; at; at = at.outer) {
    for (const columns of at.aliases.values()) {
      const found = columns()?.find((column) => column.name === name)
      if (found) return found
    }
  }
  return undefined
}
