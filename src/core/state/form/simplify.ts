import { type Item, isBranch, itemColumns, nameWithin, type Part, type Select, type Shared } from './algebra.js'
import { cloneSelect } from './clone-select.js'
import { expressionKind } from './function-kinds.js'
import { clausesOf, eachPart, mapSelectColumns, queriesWithin } from './parts.js'
import { parens } from './read-expression.js'

/**
 * Takes queries apart that say in two steps what one says: a select of plain columns is merged into what reads it, and a select that
 * only passes columns on is merged into what it reads. The rows and the values stay the same.
 */
export function simplify(root: Select): void {
  simplifyOnce(root, new Set())
}

function simplifyOnce(select: Select, done: Set<Select>): void {
  if (done.has(select)) return
  done.add(select)
  for (const within of queriesWithin(select)) simplifyOnce(within, done)
  for (const item of select.items) inlineShared(item)
  while (select.items.some((item) => mergeItem(select, item)) || mergeOnly(select)) {
    // Until nothing is left to merge.
  }
}

/** What is read once is a query of its own; what is simple may be read as often as one likes. */
function inlineShared(item: Item): void {
  if (item.source.kind !== 'shared') return
  const { shared } = item.source
  const { select } = shared
  if (!select || shared.isRecursive || (shared.uses > 1 && !isCopyable(select))) return
  const own = shared.uses > 1 ? cloneSelect(select) : select
  item.source = { kind: 'select', select: renamed(own, shared) }
}

function renamed(select: Select, shared: Shared): Select {
  if (!shared.names) return select
  const columns = shared.names.flatMap((name) => {
    const within = nameWithin(shared, name)
    const column = select.columns.find((each) => each.name === within)
    return column ? [{ name, value: column.value }] : []
  })
  return { ...select, columns }
}

/** Whether a select may be in several places: queries in its expressions would be changed in all of them. */
function isCopyable(select: Select): boolean {
  return isPlain(select) && !hasQueriesInExpressions(select)
}

function hasQueriesInExpressions(select: Select): boolean {
  let found = false
  for (const clause of clausesOf(select))
    eachPart(clause, (part) => {
      if (isBranch(part) && part.kind === 'select') found = true
    })
  return found || queriesWithin(select).some(hasQueriesInExpressions)
}

/** Whether a select has rows of what it reads, with values that are made of one row each. */
function isPlain(select: Select): boolean {
  return (
    select.groupBy === undefined &&
    select.having.length === 0 &&
    select.qualify.length === 0 &&
    !select.isDistinct &&
    select.distinctOn === undefined &&
    select.orderBy.length === 0 &&
    Object.keys(select.rest).length === 0 &&
    select.sets.length === 0 &&
    select.items.length > 0 &&
    [...select.columns.map(({ value }) => value), ...select.where].every(isOfOneRow)
  )
}

function isOfOneRow(part: Part): boolean {
  const { hasAggregate, hasWindow, isKnown } = expressionKind(part)
  return isKnown && !hasAggregate && !hasWindow
}

const KEEPING_JOINS: ReadonlySet<string> = new Set(['from', 'InnerJoin', 'CrossJoin', 'LeftJoin'])

/** Merges a plain select that is an item into the select that reads it. */
function mergeItem(select: Select, item: Item): boolean {
  if (item.source.kind !== 'select' || select.items.some(({ join }) => !KEEPING_JOINS.has(join))) return false
  const inner = item.source.select
  if (!isPlain(inner) || !inner.items.every(({ join }) => KEEPING_JOINS.has(join))) return false
  const at = select.items.indexOf(item)
  const [only] = inner.items
  if (at > 0 && inner.items.length > 1) return false
  const isOptional = item.join === 'LeftJoin'
  // A row that is not there has NULL in each column, and not what an expression makes of it.
  if (
    isOptional &&
    !inner.columns.every(({ value }) => isBranch(value) && value.kind === 'column' && value.item === only)
  )
    return false
  const values = valuesOf(inner)
  if (!isWithin(select, item, values)) return false
  substitute(select, item, values)
  if (isOptional) item.on.push(...inner.where)
  else select.where.push(...inner.where)
  if (at > 0) {
    only!.join = item.join
    only!.on = item.on
  }
  select.items.splice(at, 1, ...inner.items)
  return true
}

/** Merges a select that only passes on, or makes new values of, the columns of a grouped, windowed or limited one. */
function mergeOnly(select: Select): boolean {
  const [item] = select.items
  if (select.items.length !== 1 || item!.source.kind !== 'select' || !isPassing(select)) return false
  const inner = item!.source.select
  const values = valuesOf(inner)
  if (!isWithin(select, item!, values)) return false
  const target = filterOf(select, inner)
  if (!target) return false
  const kinds = select.columns.map(({ value }) => expressionKind(value))
  if (kinds.some(({ hasAggregate, hasWindow, isKnown }) => hasAggregate || hasWindow || !isKnown)) return false
  substitute(select, item!, values)
  target.push(...select.where)
  const { columns } = select
  Object.assign(select, { ...inner, columns })
  return true
}

/** Whether a select has no clause but a condition. */
function isPassing(select: Select): boolean {
  return isPlain({ ...select, columns: [], where: [] })
}

/** Where the conditions of a select go that are about the rows of another one; `undefined` when it has no place for them. */
function filterOf(select: Select, inner: Select): Part[] | undefined {
  if (inner.sets.length > 0) return undefined
  if (inner.isDistinct && !isSameColumns(select, inner)) return undefined
  if (select.where.length === 0) return []
  if (!select.where.every((part) => expressionKind(part).isKnown)) return undefined
  const isCut = inner.isDistinct || inner.distinctOn || Object.keys(inner.rest).length > 0
  if (isCut) return undefined
  const clauses = clausesOf(inner).map(expressionKind)
  if (clauses.some(({ hasWindow }) => hasWindow) || inner.qualify.length > 0) return inner.qualify
  return inner.groupBy || clauses.some(({ hasAggregate }) => hasAggregate) ? inner.having : inner.where
}

function isSameColumns(select: Select, inner: Select): boolean {
  const passed = new Set<string>()
  for (const { value } of select.columns) {
    if (!isBranch(value) || value.kind !== 'column') return false
    passed.add(value.name)
  }
  return passed.size === inner.columns.length && select.columns.length === inner.columns.length
}

function valuesOf({ columns }: Select): ReadonlyMap<string, Part> {
  return new Map(columns.map(({ name, value }) => [name, value]))
}

/** Whether every column of an item that a select names is one of these. */
function isWithin(select: Select, item: Item, values: ReadonlyMap<string, Part>): boolean {
  return (itemColumns(item) ?? []).length === values.size && namedOf(select, item).every((name) => values.has(name))
}

function namedOf(select: Select, item: Item): readonly string[] {
  const names: string[] = []
  const within = (each: Select): void => {
    for (const clause of clausesOf(each))
      eachPart(clause, (part) => {
        if (isBranch(part) && part.kind === 'column' && part.item === item) names.push(part.name)
      })
    for (const query of queriesWithin(each)) within(query)
  }
  within(select)
  return names
}

function substitute(select: Select, item: Item, values: ReadonlyMap<string, Part>): void {
  mapSelectColumns(select, (of, name) => (of === item ? parens(values.get(name)!) : undefined))
}
