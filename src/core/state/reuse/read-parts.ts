import type { ColumnRef, NodeLineage } from '../../lineage/node-lineage.js'
import type { NodeForm } from '../node-form.js'

/** What a part of a node is made of: rows and columns of relations, with ephemeral models taken apart. */
export interface ReadParts {
  /** Unique ids of the relations whose rows count. */
  readonly rows: ReadonlySet<string>
  /** The columns of each relation. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>
  /** Unique ids of the relations of which all counts, since raw SQL hides what is read. */
  readonly whole: ReadonlySet<string>
}

/** The rows of a node, as a part of it; every other part is a column's name. */
export const ROWS: unique symbol = Symbol('rows')

/** A part of a node: its rows, or a column. */
export type Part = typeof ROWS | string

/** Finds what the parts of nodes are made of. */
export class PartReader {
  readonly #lineage: ReadonlyMap<string, NodeLineage>
  readonly #forms: ReadonlyMap<string, NodeForm>
  readonly #known = new Map<string, Map<Part, ReadParts>>()

  constructor(lineage: readonly NodeLineage[], forms: ReadonlyMap<string, NodeForm>) {
    this.#lineage = new Map(lineage.map((node) => [node.uniqueId, node]))
    this.#forms = forms
  }

  /** What a part is made of; the node's own stored rows are left out. */
  of(uniqueId: string, part: Part): ReadParts {
    let parts = this.#known.get(uniqueId)
    if (!parts) {
      parts = new Map()
      this.#known.set(uniqueId, parts)
    }
    const known = parts.get(part)
    if (known) return known
    const found = this.#read(uniqueId, part)
    parts.set(part, found)
    return found
  }

  #read(uniqueId: string, part: Part): ReadParts {
    const found = new PartsDraft()
    const node = this.#lineage.get(uniqueId)
    const made = part === ROWS ? node : node?.columns.find(({ name }) => name === part)
    if (!made) {
      // What is not known to be made of something may be made of anything.
      this.#addInputs(found, uniqueId)
      return found
    }
    const refs: readonly ColumnRef[] = 'values' in made ? [...made.values, ...made.deciders] : made.rows
    for (const { node: id, column } of refs) if (id !== uniqueId) this.#add(found, id, column)
    for (const id of made.rowsOf) if (id !== uniqueId) this.#add(found, id, ROWS)
    if (made.isOpaque) this.#addInputs(found, uniqueId)
    return found
  }

  #add(found: PartsDraft, id: string, part: Part): void {
    if (this.#isInlined(id)) found.addAll(this.of(id, part))
    else found.add(id, part)
  }

  /** All that a node reads, through ephemeral models. */
  #addInputs(found: PartsDraft, uniqueId: string): void {
    for (const id of this.#forms.get(uniqueId)?.dependsOn ?? []) {
      if (this.#isInlined(id)) this.#addInputs(found, id)
      else found.whole.add(id)
    }
  }

  #isInlined(id: string): boolean {
    const form = this.#forms.get(id)
    return form?.isBuilt === true && form.relationType === undefined
  }
}

/** Parts that are being collected. */
export class PartsDraft implements ReadParts {
  readonly rows = new Set<string>()
  readonly columns = new Map<string, Set<string>>()
  readonly whole = new Set<string>()

  add(id: string, part: Part): void {
    if (part === ROWS) {
      this.rows.add(id)
      return
    }
    const columns = this.columns.get(id)
    if (columns) columns.add(part)
    else this.columns.set(id, new Set([part]))
  }

  addAll({ rows, columns, whole }: ReadParts): void {
    for (const id of rows) this.rows.add(id)
    for (const [id, names] of columns) for (const name of names) this.add(id, name)
    for (const id of whole) this.whole.add(id)
  }
}
