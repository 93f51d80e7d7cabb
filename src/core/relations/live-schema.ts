import type { RelationType } from './relation.js'

/** A name in the warehouse, in both spellings in which a source can declare it. */
export interface LiveName {
  /** As a source declares it, where names fold. */
  readonly name: string
  /** As an `exact` source declares it: letter by letter. */
  readonly exactName: string
  /** Whether only an `exact` source finds it, because its name was created in quotes. */
  readonly needsExact: boolean
}

/** A column as the warehouse has it. */
export interface LiveColumn extends LiveName {
  /** The engine's own name of the type, as in `DECIMAL(2,1)`. */
  readonly type: string
  readonly isNullable: boolean
  /** Whether a row may be inserted without it, because it has a default or is an identity. */
  readonly hasDefault: boolean
  readonly comment: string | undefined
}

/** A table or a view as the warehouse has it. */
export interface LiveRelation extends LiveName {
  readonly type: RelationType
  readonly comment: string | undefined
  readonly columns: readonly LiveColumn[]
}

/** A schema with what is in it, by name. */
export interface LiveSchema extends LiveName {
  readonly relations: readonly LiveRelation[]
}
