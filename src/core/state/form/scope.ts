import type { OperationNode } from 'kysely'
import { type ColumnUse, type Item, type ItemSource, itemColumns, type Part, type Select, tree } from './algebra.js'
import type { FormContext, FormInputs } from './form-input.js'
import { NotCanonical } from './not-canonical.js'

/** What expressions are read with. */
export interface ExpressionReader {
  readonly context: FormContext
  /** Reads a query within an expression. */
  query(node: OperationNode, scope: QueryScope): Select
}

/** What names mean at one place of a query. */
export interface QueryScope {
  /** What tables are that no common table expression is, at the outermost place of a query. */
  readonly inputs: FormInputs | undefined
  /** Common table expressions. */
  readonly tables: Map<string, () => ItemSource>
  readonly items: Map<string, Item>
  /** The select whose clauses are here. */
  readonly select: Select | undefined
  readonly outer: QueryScope | undefined
}

/** The column that a name means. */
export function columnOf(alias: string | undefined, name: string, scope: QueryScope): Part {
  return alias === undefined ? bareColumn(name, scope) : qualifiedColumn(alias, name, scope)
}

function qualifiedColumn(alias: string, name: string, scope: QueryScope): Part {
  for (let at: QueryScope | undefined = scope; at; at = at.outer) {
    const item = at.items.get(alias)
    if (item) return columnOfItem(item, name)
  }
  throw new NotCanonical('an alias that is not there')
}

/** A column of an item: as it is spelled there. */
export function columnOfItem(item: Item, name: string): ColumnUse {
  const columns = itemColumns(item)
  if (!columns || columns.includes(name)) return { kind: 'column', item, name }
  const found = columns.filter((column) => column.toLowerCase() === name.toLowerCase())
  if (found.length !== 1) throw new NotCanonical('a column that is not there')
  return { kind: 'column', item, name: found[0]! }
}

/** A name without an alias: a column of the nearest items, or what the select list calls so. Where it may be both, both count. */
function bareColumn(name: string, scope: QueryScope): Part {
  for (let at: QueryScope | undefined = scope; at; at = at.outer) {
    const input = columnAmong([...at.items.values()], name)
    const output = at.select?.columns.find((column) => column.name === name)?.value
    if (input && output !== undefined && !isSameColumn(input, output)) return tree('either', { input, output })
    if (input) return input
    if (output !== undefined) return output
  }
  throw new NotCanonical('a column that is not there')
}

function columnAmong(items: readonly Item[], name: string): ColumnUse | undefined {
  const only = items.length === 1 ? items[0]! : undefined
  if (only && !itemColumns(only)) return { kind: 'column', item: only, name }
  const found = items.filter((item) => {
    const columns = itemColumns(item)
    if (!columns) throw new NotCanonical('a column of one of several items, of which one hides its own')
    return columns.includes(name) || columns.some((column) => column.toLowerCase() === name.toLowerCase())
  })
  if (found.length > 1) throw new NotCanonical('a column that several items have')
  return found[0] && columnOfItem(found[0], name)
}

function isSameColumn(input: ColumnUse, output: Part): boolean {
  return (
    typeof output === 'object' &&
    output !== null &&
    'kind' in output &&
    output.kind === 'column' &&
    output.item === input.item &&
    output.name === input.name
  )
}

/** All names that raw SQL could mean here, in lower case; `undefined` when some are hidden. */
export function namesWithin(scope: QueryScope): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  for (let at: QueryScope | undefined = scope; at; at = at.outer) {
    for (const name of at.tables.keys()) names.add(name.toLowerCase())
    for (const { name } of at.select?.columns ?? []) names.add(name.toLowerCase())
    for (const [alias, item] of at.items) {
      const columns = itemColumns(item)
      if (!columns) return undefined
      names.add(alias.toLowerCase())
      for (const column of columns) names.add(column.toLowerCase())
    }
  }
  return names
}
