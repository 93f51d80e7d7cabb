import type { Ref } from './ref.js'

/** Who may read a relation: only its group, or everyone. dbt's words. */
export type AccessName = 'private' | 'protected' | 'public'

/** Names the group that may read a private relation. Exists for the type checker only. */
declare const PRIVATE_TO: unique symbol

/** A relation with `access: 'private'`, and the group that its definition names: only models of that group read it. */
export interface PrivateTo<Group extends string> {
  readonly [PRIVATE_TO]: Group
}

/** A reader whose definition names no group; analyses, charts and exposures are in none. */
export interface NoGroup {
  readonly [PRIVATE_TO]: unique symbol
}

/** A relation that a model of this group may read: any that is not private to another one. */
export interface ReadableBy<Group> extends Ref<any> {
  readonly [PRIVATE_TO]?: Group
}

/** The relations that the query of a model of this group may read. */
export type ReadableInputs<Group> = { readonly [name: string]: ReadableBy<Group> }

/**
 * The group and the access that a definition itself names, as literal types: what `defaults` in the configuration adds is not
 * among them, and is checked when the project is loaded.
 */
export interface Membership<Group, Access> {
  readonly group?: Group
  readonly access?: Access
}

/** A relation, marked as private if its definition names a group and `access: 'private'`. */
export type WithAccess<Relation, Group, Access> = [Access] extends ['private']
  ? Group extends string
    ? string extends Group
      ? Relation
      : Relation & PrivateTo<Group>
    : Relation
  : Relation
