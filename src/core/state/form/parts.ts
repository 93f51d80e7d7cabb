import { type Item, isBranch, isList, type Part, type Select } from './algebra.js'

/** Everything that a select computes from, but for what it reads. */
export function clausesOf(select: Select): readonly Part[] {
  return [
    ...select.items.flatMap(({ on, source }) => (source.kind === 'function' ? [...on, source.call] : on)),
    ...select.where,
    ...(select.groupBy ?? []),
    ...select.having,
    ...select.qualify,
    ...(select.distinctOn ?? []),
    ...select.orderBy,
    ...Object.values(select.rest),
    ...select.columns.map(({ value }) => value),
  ]
}

/** Calls a function for a part and every part within it; queries within are passed, and not entered. */
export function eachPart(part: Part, visit: (part: Part) => void): void {
  visit(part)
  if (isList(part)) for (const each of part) eachPart(each, visit)
  else if (isBranch(part) && part.kind === 'tree') for (const each of Object.values(part.parts)) eachPart(each, visit)
}

/** The queries that a select reads, is united with or has in its expressions. */
export function queriesWithin(select: Select): readonly Select[] {
  const found = new Set<Select>()
  for (const { source } of select.items) {
    if (source.kind === 'select') found.add(source.select)
    else if (source.kind === 'shared' && source.shared.select) found.add(source.shared.select)
  }
  for (const { select: united } of select.sets) found.add(united)
  for (const clause of clausesOf(select))
    eachPart(clause, (part) => {
      if (isBranch(part) && part.kind === 'select') found.add(part.select)
    })
  return [...found]
}

/** A part with other columns. */
function mapColumns(part: Part, map: (item: Item, name: string) => Part | undefined): Part {
  if (isList(part)) return part.map((each) => mapColumns(each, map))
  if (!isBranch(part)) return part
  if (part.kind === 'column') return map(part.item, part.name) ?? part
  if (part.kind === 'select') {
    mapSelectColumns(part.select, map)
    return part
  }
  const entries = Object.entries(part.parts).map(([name, each]) => [name, mapColumns(each, map)] as const)
  return { ...part, parts: Object.fromEntries(entries) }
}

/** Gives all clauses of a select, and of the queries in it, other columns. */
export function mapSelectColumns(select: Select, map: (item: Item, name: string) => Part | undefined): void {
  const mapped = (parts: readonly Part[]): Part[] => parts.map((part) => mapColumns(part, map))
  for (const item of select.items) {
    item.on = mapped(item.on)
    const { source } = item
    if (source.kind === 'function') item.source = { ...source, call: mapColumns(source.call, map) }
    if (source.kind === 'select') mapSelectColumns(source.select, map)
    // What several queries share sees no columns from outside.
  }
  for (const list of [select.where, select.having, select.qualify]) list.splice(0, list.length, ...mapped(list))
  if (select.groupBy) select.groupBy = mapped(select.groupBy)
  if (select.distinctOn) select.distinctOn = mapped(select.distinctOn)
  select.orderBy = mapped(select.orderBy)
  select.rest = Object.fromEntries(Object.entries(select.rest).map(([name, part]) => [name, mapColumns(part, map)]))
  select.columns = select.columns.map(({ name, value }) => ({ name, value: mapColumns(value, map) }))
  for (const { select: united } of select.sets) mapSelectColumns(united, map)
}
