import type { RelationMark } from './relation-mark.js'

/** What is written down with a relation in the warehouse: dbt's `persist_docs`. */
export interface PersistDocs {
  /** The description of the relation as its comment. Default: false. */
  readonly relation?: boolean
  /** The descriptions of columns as their comments; on tables this takes one more statement. Default: false. */
  readonly columns?: boolean
}

/** Roles by the privilege that they get, as in `{ select: ['REPORTING'] }`: dbt's `grants`. */
export type Grants = { readonly [privilege: string]: readonly string[] }

/** How a relation is stored and who may use it. Each engine takes what it has, and leaves the rest. */
export interface RelationSettings {
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
  readonly columns?: readonly { readonly name: string; readonly description: string | undefined }[] | undefined
}
