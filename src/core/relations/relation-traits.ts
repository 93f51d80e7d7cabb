import type { RelationType } from './relation.js'

/** What relations of one type can have. */
export interface RelationTraits {
  readonly hasMaskedColumns: boolean
  /** Whether a masking policy is written after its column's type, which therefore has to be known. */
  readonly needsTypesToMask: boolean
  /** Whether it holds rows of its own, whose past an engine can keep. */
  readonly hasRetention: boolean
  /** Whether the engine changes its rows by itself, at times of its own. */
  readonly isRefreshed: boolean
}

/** The traits of each type of relation. */
export const relationTraits: { readonly [Type in RelationType]: RelationTraits } = Object.freeze({
  view: { hasMaskedColumns: true, needsTypesToMask: false, hasRetention: false, isRefreshed: false },
  table: { hasMaskedColumns: true, needsTypesToMask: true, hasRetention: true, isRefreshed: false },
  'dynamic table': { hasMaskedColumns: false, needsTypesToMask: false, hasRetention: true, isRefreshed: true },
})

/** Whether a relation has no rows of its own, but those of what it reads: a view. */
export function isDefinitionOnly(type: RelationType | undefined): boolean {
  return type !== undefined && !relationTraits[type].hasRetention
}
