import type { SqlType } from '../columns/index.js'
import type { RelationMark } from './relation-mark.js'

/** What is written down with a relation in the warehouse: dbt's `persist_docs`. */
export interface PersistDocs {
  /** The description of the relation as its comment. Default: false. */
  readonly relation?: boolean
  /** The descriptions of columns as their comments; on tables this takes one more statement. Default: false. */
  readonly columns?: boolean
}

/** A column of a relation. */
export interface ColumnSettings {
  readonly name: string
  readonly description: string | undefined
  /** undefined when it is not known. */
  readonly type?: SqlType | undefined
}

/** Roles by the privilege that they get, as in `{ select: ['REPORTING'] }`: dbt's `grants`. */
export type Grants = { readonly [privilege: string]: readonly string[] }

/** Which rows of a relation who may see: a policy that is there, and the columns that it is given. */
export interface RowAccessPolicy<Name extends string = string> {
  /** Its name, of one to three parts separated by points. */
  readonly policy: string
  readonly on: Name | readonly Name[]
}

/** How a column is masked: a policy that is there, and the columns that it is given after the masked one. */
export interface MaskingPolicy<Name extends string = string> {
  /** Its name, of one to three parts separated by points. */
  readonly policy: string
  readonly using?: readonly Name[]
}

/** Who sees what of a relation, how it is tagged and for how many days its past is kept. */
export interface Protection {
  readonly rowAccessPolicy?: RowAccessPolicy | undefined
  readonly maskingPolicies?: { readonly [column: string]: MaskingPolicy } | undefined
  readonly snowflakeTags?: { readonly [tag: string]: string } | undefined
  readonly dataRetentionDays?: number | undefined
}

/** How a relation is stored and who may use it. Each engine takes what it has, and leaves the rest. */
export interface RelationSettings extends Protection {
  readonly clusterBy?: readonly string[] | undefined
  readonly transient?: boolean | undefined
  readonly copyGrants?: boolean | undefined
  readonly secure?: boolean | undefined
  readonly grants?: Grants | undefined
  readonly persistDocs?: PersistDocs | undefined
  readonly description?: string | undefined
  /** How a kept relation is built; written down in its comment. */
  readonly mark?: RelationMark | undefined
  /** The relation's columns in order, with their descriptions. */
  readonly columns?: readonly ColumnSettings[] | undefined
}
