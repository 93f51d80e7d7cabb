/**
 * A query as what it computes, and not how it is written: names of tables are objects, so that aliases, common table expressions
 * and the names of inputs say nothing. Items are changed in place while a query is simplified; each belongs to one select.
 */
export interface Select {
  /** What it reads: the items of FROM, and the joined ones, in order. */
  readonly items: Item[]
  readonly where: Part[]
  groupBy: Part[] | undefined
  readonly having: Part[]
  readonly qualify: Part[]
  isDistinct: boolean
  distinctOn: Part[] | undefined
  orderBy: Part[]
  /** What else there is of clauses: limits, modifiers. */
  rest: { readonly [clause: string]: Part }
  columns: OutputPart[]
  sets: SetPart[]
}

/** A column that a select returns. */
export interface OutputPart {
  readonly name: string
  readonly value: Part
}

/** What a select is united with, intersected with, or reduced by. */
export interface SetPart {
  readonly operator: string
  readonly all: boolean
  readonly select: Select
}

/** Something that a select reads. */
export interface Item {
  readonly kind: 'item'
  /** `from`, or the kind of join: `InnerJoin`. */
  join: string
  on: Part[]
  source: ItemSource
}

/** What an item is. */
export type ItemSource = RelationSource | SelectSource | SharedSource | FunctionSource | RecursionSource

/** A relation of the project. */
export interface RelationSource {
  readonly kind: 'relation'
  readonly id: string
  /** `undefined` when raw SQL hides them. */
  readonly columns: readonly string[] | undefined
}

/** A query in the place of a table. */
export interface SelectSource {
  readonly kind: 'select'
  readonly select: Select
}

/** A common table expression or an ephemeral model. */
export interface SharedSource {
  readonly kind: 'shared'
  readonly shared: Shared
}

/** A function that returns rows. */
export interface FunctionSource {
  readonly kind: 'function'
  readonly call: Part
  readonly columns: readonly string[]
}

/** A recursive common table expression within itself. */
export interface RecursionSource {
  readonly kind: 'recursion'
  readonly of: Shared
}

/** A query that may be read in several places. */
export interface Shared {
  /** The names that are given to its columns. */
  readonly names: readonly string[] | undefined
  readonly isRecursive: boolean
  select: Select | undefined
  uses: number
}

/** A part of an expression. */
export type Part = null | boolean | number | string | readonly Part[] | Tree | ColumnUse | SelectUse

/** An operation node of Kysely with its parts. */
export interface Tree {
  readonly kind: 'tree'
  /** The node's kind, or a word of ours for what has none. */
  readonly of: string
  readonly parts: { readonly [name: string]: Part }
}

/** A column of an item. */
export interface ColumnUse {
  readonly kind: 'column'
  readonly item: Item
  readonly name: string
}

/** A query within an expression. */
export interface SelectUse {
  readonly kind: 'select'
  readonly select: Select
}

/** Whether a part is a list. */
export function isList(part: Part): part is readonly Part[] {
  return Array.isArray(part)
}

/** Whether a part is a tree, a column or a query. */
export function isBranch(part: Part): part is Tree | ColumnUse | SelectUse {
  return typeof part === 'object' && part !== null && !Array.isArray(part)
}

/** A tree of a word of ours. */
export function tree(of: string, parts: { readonly [name: string]: Part }): Tree {
  return { kind: 'tree', of, parts }
}

/** The names of an item's columns; `undefined` when raw SQL hides them. */
export function itemColumns({ source }: Item): readonly string[] | undefined {
  switch (source.kind) {
    case 'select':
      return source.select.columns.map(({ name }) => name)
    case 'shared':
      return sharedColumns(source.shared)
    case 'recursion':
      return sharedColumns(source.of)
    default:
      return source.columns
  }
}

function sharedColumns({ names, select }: Shared): readonly string[] | undefined {
  return names ?? select?.columns.map(({ name }) => name)
}

/** What a column of a query is called there, when a list of names renames it. */
export function nameWithin({ names, select }: Shared, name: string): string | undefined {
  return names ? select?.columns[names.indexOf(name)]?.name : name
}
