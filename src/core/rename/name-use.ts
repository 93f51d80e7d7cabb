import type { NameSlot } from './name-slot.js'

/** A place in a query's tree that says a column's name. Paths are those of {@link treeDifferences}. */
export type NameUse = Reference | GivenName | PassedOn

/** A column is named. */
export interface Reference {
  readonly kind: 'reference'
  readonly path: string
  /** `undefined` when it is not known which column is meant. */
  readonly slot: NameSlot | undefined
  /** How many columns the name could mean: engines refuse more than one. */
  readonly matches: number
}

/** A column gets its name: `as "amount"`, or the list of a common table expression. */
export interface GivenName {
  readonly kind: 'given'
  readonly path: string
  readonly slot: NameSlot
}

/** A select list passes a column on under its name. */
export interface PassedOn {
  readonly kind: 'passed'
  readonly path: string
  /** The item of the select list, which an alias can be put around. */
  readonly item: string
  readonly slot: NameSlot | undefined
  readonly matches: number
  /** The column that the select gives. */
  readonly as: NameSlot
}
