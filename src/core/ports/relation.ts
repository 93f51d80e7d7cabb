/** What a relation is in the warehouse. */
export type RelationType = 'view' | 'table'

/** One object in the warehouse: where it lies and its name, as declared (dialects fold and quote). */
export interface Relation {
  readonly database: string
  readonly schema: string
  readonly name: string
}

/** A column of a relation that exists. */
export interface ExistingColumn {
  readonly name: string
  /** The engine's own name of the type, as in `DECIMAL(2,1)`. */
  readonly type: string
}

/** What the warehouse says of a relation that exists. */
export interface ExistingRelation {
  readonly type: RelationType
  readonly columns: readonly ExistingColumn[]
}

/** The relations that exist, by {@link relationKey}: read once, before planning. */
export type ExistingRelations = ReadonlyMap<string, ExistingRelation>

/** One canonical key for a relation, equal for spellings that differ only by case. */
export function relationKey(relation: Relation): string {
  return JSON.stringify([relation.database, relation.schema, relation.name].map((part) => part.toLowerCase()))
}

/** A relation as a person writes it. */
export function describeRelation(relation: Relation): string {
  return `${relation.database}.${relation.schema}.${relation.name}`
}
