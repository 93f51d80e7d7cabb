import type { Lineage } from '../../core/lineage/lineage.js'
import type { ColumnRef, Decider, NodeLineage, ValueOrigin } from '../../core/lineage/node-lineage.js'
import { HOWS, type How } from '../../core/lineage/reasons.js'

/** What the columns and the rows of a table are made of, out of the columns of tables. */
export interface TableLineage {
  readonly columns: ReadonlyMap<string, ColumnOrigins>
  /** The columns that decide which rows there are. */
  readonly rows: readonly Decider[]
}

/** What one column is made of. */
export interface ColumnOrigins {
  readonly values: readonly ValueOrigin[]
  readonly deciders: readonly Decider[]
}

/**
 * The lineage of a table from the tables before it: what is between them and leaves no table, as ephemerals do, is passed through.
 *
 * @param isTable Whether a node leaves a table, or a view.
 */
export function tableLineage(
  node: NodeLineage,
  lineage: Pick<Lineage, 'node'>,
  isTable: (uniqueId: string) => boolean,
): TableLineage {
  const passing = new Passing(lineage, isTable)
  return {
    columns: new Map(node.columns.map(({ name, values, deciders }) => [name, passing.column(values, deciders)])),
    rows: passing.rows(node),
  }
}

class Passing {
  readonly #lineage: Pick<Lineage, 'node'>
  readonly #isTable: (uniqueId: string) => boolean

  constructor(lineage: Pick<Lineage, 'node'>, isTable: (uniqueId: string) => boolean) {
    this.#lineage = lineage
    this.#isTable = isTable
  }

  column(values: readonly ValueOrigin[], deciders: readonly Decider[]): ColumnOrigins {
    const through = values.map((origin) => this.#value(origin))
    return {
      values: distinctValues(through.flatMap((each) => each.values)),
      deciders: distinctDeciders([...through.flatMap((each) => each.deciders), ...this.#deciders(deciders)]),
    }
  }

  /** The rows of an ephemeral decide which rows there are of what reads it. */
  rows({ rows, rowsOf }: NodeLineage): readonly Decider[] {
    const before = rowsOf.flatMap((id) => {
      const node = this.#isTable(id) ? undefined : this.#lineage.node(id)
      return node ? this.rows(node) : []
    })
    return distinctDeciders([...this.#deciders(rows), ...before])
  }

  #value(origin: ValueOrigin): ColumnOrigins {
    if (this.#isTable(origin.node)) return { values: [origin], deciders: [] }
    const made = this.#columnOf(origin)
    if (!made) return { values: [], deciders: [] }
    const { values, deciders } = this.column(made.values, made.deciders)
    return { values: values.map((each) => ({ ...each, how: last(each.how, origin.how) })), deciders }
  }

  #deciders(deciders: readonly Decider[]): readonly Decider[] {
    return deciders.flatMap((decider) => {
      if (this.#isTable(decider.node)) return [decider]
      const made = this.#columnOf(decider)
      if (!made) return []
      const { values, deciders: others } = this.column(made.values, made.deciders)
      return [...values.map(({ node, column }) => ({ node, column, why: decider.why })), ...others]
    })
  }

  #columnOf({ node, column }: ColumnRef) {
    return this.#lineage.node(node)?.columns.find(({ name }) => name === column)
  }
}

function last(one: How, other: How): How {
  return HOWS[Math.max(HOWS.indexOf(one), HOWS.indexOf(other))]!
}

/** One for each column: the last way that holds. */
function distinctValues(values: readonly ValueOrigin[]): readonly ValueOrigin[] {
  const byColumn = new Map<string, ValueOrigin>()
  for (const value of values) {
    const key = JSON.stringify([value.node, value.column])
    const known = byColumn.get(key)
    byColumn.set(key, known ? { ...known, how: last(known.how, value.how) } : value)
  }
  return [...byColumn.values()]
}

function distinctDeciders(deciders: readonly Decider[]): readonly Decider[] {
  return [...new Map(deciders.map((each) => [JSON.stringify([each.node, each.column, each.why]), each])).values()]
}
