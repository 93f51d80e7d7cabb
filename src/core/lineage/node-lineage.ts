import type { ResourceType } from '../project/nodes/node.js'
import type { How, Reason } from './reasons.js'

/** A column of a node. */
export interface ColumnRef {
  /** The node's unique id. */
  readonly node: string
  /** The column's name. */
  readonly column: string
}

/** A column that a value is made of. */
export interface ValueOrigin extends ColumnRef {
  /** How: the last of `copied`, `renamed`, `transformed`, `aggregated` that holds on the way. */
  readonly how: How
}

/** A column that decides which rows there are, or which value there is. */
export interface Decider extends ColumnRef {
  /** What it decides by, as in `where`. */
  readonly why: Reason
}

/** What one column of a node is made of, out of the columns that the node reads. */
export interface ColumnLineage {
  /** The column's name. */
  readonly name: string
  /** The columns that its values are made of. */
  readonly values: readonly ValueOrigin[]
  /** The columns that decide which value it gets, and no other column of the row: those of `case when`, of a window, of a subquery's conditions. */
  readonly deciders: readonly Decider[]
  /** Unique ids of nodes of whose rows it is made, as `(select count(*) from …)` is. */
  readonly rowsOf: readonly string[]
  /** Whether raw SQL is part of it that may name other columns, too. */
  readonly isOpaque: boolean
}

/** What the columns and the rows of a node depend on, one node back. */
export interface NodeLineage {
  /** dbt's unique id: `model.shop.customers`. */
  readonly uniqueId: string
  /** As selectors and `kerros show` name it: a source with its schema. */
  readonly name: string
  /** What it is: `source`, `model`, `exposure`, … */
  readonly resourceType: ResourceType
  /** Relative to the project's root, with forward slashes. */
  readonly file: string
  /** Its columns, in order, with what each is made of. */
  readonly columns: readonly ColumnLineage[]
  /** The columns that decide which rows it has. */
  readonly rows: readonly Decider[]
  /** Unique ids of the nodes whose rows its rows are made of. */
  readonly rowsOf: readonly string[]
  /** Whether raw SQL is part of what decides its rows. */
  readonly isOpaque: boolean
  /** The columns that its query names, wherever; of an exposure, those that it needs. `selectAll` names none. */
  readonly named: readonly ColumnRef[]
}
