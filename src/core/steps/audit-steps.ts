import type { ExistingRelation, Relation, RelationType } from '../relations/relation.js'

/** Makes a candidate of a stored table: a copy with everything that was set on it, which new rows are written to. */
export interface CloneTable {
  readonly kind: 'cloneTable'
  /** The candidate. One of an earlier run is replaced. */
  readonly relation: Relation
  readonly from: Relation
  /** What is known of the stored table. */
  readonly like: ExistingRelation
  /** Whether the candidate has no fail-safe, where the engine has a choice. */
  readonly transient: boolean
  /** Whether it gets the grants of the stored table, where the engine has grants. Default: true. */
  readonly copiesGrants?: boolean | undefined
}

/** Lets a candidate take the place of the relation that readers see, in one piece. Its own name is free afterwards. */
export interface SwapTable {
  readonly kind: 'swapTable'
  readonly relation: Relation
  /** The candidate. */
  readonly from: Relation
  /** The type of the relation that it replaces, if there is one. */
  readonly replaces: RelationType | undefined
  /** The names of the tests that have to pass before. */
  readonly tests: readonly string[]
}
