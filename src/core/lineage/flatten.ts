import type { ColumnLineage, Decider, ValueOrigin } from './node-lineage.js'
import type { How, Reason } from './reasons.js'
import {
  isInputColumn,
  type Level,
  type ReadColumn,
  type TracedColumn,
  type TracedCondition,
  type TracedRows,
} from './traced-column.js'

/**
 * What a column of a node is made of, out of the columns of what its queries read.
 *
 * @param made The column in each of the queries of the node.
 * @param level How far it is from them.
 */
export function flattenColumn(
  name: string,
  made: readonly (TracedColumn | undefined)[],
  level: Level = 0,
): ColumnLineage {
  const origins = new Origins()
  for (const column of made) {
    if (column) origins.addValue(column, level)
    else origins.isOpaque = true
  }
  return {
    name,
    values: [...origins.values].map(([origin, level]) => valueOrigin(origin, level, name)),
    deciders: origins.deciders,
    rowsOf: [...origins.rowsOf],
    isOpaque: origins.isOpaque,
  }
}

/**
 * What decides which rows a node has, out of the columns of what its queries read.
 *
 * @param stored What decides besides.
 */
export function flattenRows(
  queries: readonly TracedRows[],
  stored: readonly TracedCondition[] = [],
): { readonly rows: readonly Decider[]; readonly rowsOf: readonly string[]; readonly isOpaque: boolean } {
  const origins = new Origins()
  for (const rows of queries) origins.addRows(rows, undefined)
  for (const { column, why } of stored) origins.addDecider(column, why)
  return { rows: origins.deciders, rowsOf: [...origins.rowsOf], isOpaque: origins.isOpaque }
}

function valueOrigin({ input, name }: ReadColumn, level: Level, as: string): ValueOrigin {
  return { node: input, column: name, how: howOf(level, name === as) }
}

function howOf(level: Level, isSameName: boolean): How {
  if (level > 0) return level === 2 ? 'aggregated' : 'transformed'
  return isSameName ? 'copied' : 'renamed'
}

/** Walks back to the columns of what a query reads. Each column and each select is passed once for each part that it has. */
class Origins {
  readonly values = new Map<ReadColumn, Level>()
  readonly deciders: Decider[] = []
  readonly rowsOf = new Set<string>()
  isOpaque = false
  readonly #levels = new Map<TracedColumn, Level>()
  readonly #decided = new Map<Reason, Set<TracedColumn>>()
  readonly #rows = new Map<Reason | undefined, Set<TracedRows>>()

  addValue(column: TracedColumn, level: Level): void {
    const before = this.#levels.get(column)
    if (before !== undefined && before >= level) return
    this.#levels.set(column, level)
    if (isInputColumn(column)) {
      this.values.set(column, level)
      return
    }
    const uses = column.uses()
    this.isOpaque ||= uses.isOpaque
    for (const [from, own] of uses.values) this.addValue(from, Math.max(own, level) as Level)
    if (before !== undefined) return
    for (const condition of uses.conditions) this.addDecider(condition.column, condition.why)
    for (const { rows, why } of uses.rows) this.addRows(rows, why)
  }

  addDecider(column: TracedColumn, why: Reason): void {
    if (!isNew(this.#decided, why, column)) return
    if (isInputColumn(column)) {
      this.deciders.push({ node: column.input, column: column.name, why })
      return
    }
    const uses = column.uses()
    this.isOpaque ||= uses.isOpaque
    for (const from of uses.values.keys()) this.addDecider(from, why)
    for (const condition of uses.conditions) this.addDecider(condition.column, why)
    for (const { rows } of uses.rows) this.addRows(rows, why)
  }

  /** @param why What the rows decide by; `undefined` for the rows of the query itself, where each condition says it. */
  addRows(rows: TracedRows, why: Reason | undefined): void {
    if (!isNew(this.#rows, why, rows)) return
    this.isOpaque ||= rows.isOpaque
    for (const input of rows.inputs) this.rowsOf.add(input)
    for (const condition of rows.conditions) this.addDecider(condition.column, why ?? condition.why)
    for (const subquery of rows.subqueries) this.addRows(subquery.rows, why ?? subquery.why)
    for (const within of rows.within) this.addRows(within, why)
  }
}

function isNew<K, V>(seen: Map<K, Set<V>>, key: K, value: V): boolean {
  const values = seen.get(key)
  if (values?.has(value)) return false
  if (values) values.add(value)
  else seen.set(key, new Set([value]))
  return true
}
