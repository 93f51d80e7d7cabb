import type { Stage } from '../definitions/stage.js'
import type { Relation } from './relation.js'

/** A source table that the project reads. */
export interface NeededSource {
  readonly relation: Relation
  /** Whether or not `kerros load` fills it, and so may make it. */
  readonly isLoaded: boolean
  /** Where its files are put, when it names a place. */
  readonly stage: Stage | undefined
}

/** What a project needs of a target, besides the schema it is built in. */
export interface TargetNeeds {
  readonly sources: readonly NeededSource[]
}

/** One thing that a target was asked about. */
export interface TargetCheck {
  /** Of what, in a word or two: `role`, `schema`. */
  readonly name: string
  /** `unknown` when the target does not say. */
  readonly status: 'ok' | 'missing' | 'unknown'
  readonly detail: string
  /** What mends it: statements for the one who may grant, or a sentence; a line each. */
  readonly hint?: string | undefined
}
