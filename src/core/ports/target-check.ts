import type { FileFormat } from '../definitions/file-format.js'
import type { Stage } from '../definitions/stage.js'
import type { Relation, RelationType } from '../relations/relation.js'
import type { Grants } from '../relations/relation-settings.js'

/** A source table that the project reads. */
export interface NeededSource {
  readonly relation: Relation
  /** Whether `kerros load` fills it, and so may make it. */
  readonly isLoaded: boolean
  /** Where its files are put, when it names a place. */
  readonly stage: Stage | undefined
  /** How its files are written, when it names a format. */
  readonly fileFormat: FileFormat | undefined
}

/** A relation that the project builds. */
export interface NeededRelation {
  /** Where the project's naming puts it. */
  readonly relation: Relation
  readonly type: RelationType
  /** The warehouse that it names, where the engine has several. */
  readonly computeWarehouse: string | undefined
  /** Who gets which privilege on it, when it says so itself. */
  readonly grants: Grants | undefined
}

/** What a project needs of a target. Without relations, which may not be known, it is the target's own schema. */
export interface TargetNeeds {
  readonly relations: readonly NeededRelation[]
  readonly sources: readonly NeededSource[]
}

/** One thing that a target was asked about. */
export interface TargetCheck {
  /** Of what, in a word or two: `role`, `schema`. */
  readonly name: string
  /** `unknown` when the target does not say. */
  readonly status: 'ok' | 'missing' | 'unknown'
  readonly detail: string
  /** What fixes it, in words; a line each. */
  readonly hint?: string | undefined
  /** What it is not enough for, regardless of its status; no action is needed. */
  readonly note?: string | undefined
  /** The statements that fix it. */
  readonly fix?: Fix | undefined
}

/** Statements for someone with more privileges than the project. */
export interface Fix {
  /** Who may run them. */
  readonly runAs: string
  /** Each with `;` at its end. They do no harm where what they give is there already. */
  readonly statements: readonly string[]
}
