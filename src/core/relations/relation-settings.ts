import type { SqlType } from '../columns/index.js'
import type { DeclaredConstraint } from './declared-constraint.js'

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
  /** How a persisted relation is built; recorded in its comment. */
  readonly mark?: RelationMark | undefined
  /** The sample that it is built of, dbt's `--sample`: `3 days`. Default: all rows. */
  readonly sample?: string | undefined
  /** The relation's columns in order, with their descriptions. */
  readonly columns?: readonly ColumnSettings[] | undefined
}

/** Digests of what the rows of a table are made of. */
export interface CodeMark {
  /** How the digests were made; those of two formats are not compared. */
  readonly format: number
  /** What the query reads, joins, filters and groups. */
  readonly rows: string
  /** The expression of each column. */
  readonly columns: { readonly [column: string]: string }
  /** The key and how rows are written. */
  readonly writes: string
}

/**
 * How a persisted relation was built, as its comment in the warehouse says. It is written with the relation and goes
 * where it goes: it is cloned, renamed and dropped with it, and read together with what exists.
 */
export interface RelationMark {
  /** dbt's name of the materialization. */
  readonly kind: string
  /** What cannot be built again: the history of a snapshot, the rows of an incremental with `fullRefresh: false`. */
  readonly keeps?: 'history' | 'rows' | undefined
  readonly uniqueKey?: readonly string[] | undefined
  readonly strategy?: string | undefined
  readonly watermark?: string | undefined
  /** The column by which the rows of a microbatch model are in batches. */
  readonly eventTime?: string | undefined
  /** Which entries in the record of complete batches are those of this table. */
  readonly intervals?: string | undefined
  /** The column by which a snapshot notices changes. */
  readonly updatedAt?: string | undefined
  /** The names of the columns that a snapshot adds. */
  readonly names?: { readonly [option: string]: string } | undefined
  /** What a snapshot's current versions have as their end, when that is not NULL. */
  readonly validToCurrent?: string | undefined
  /** A digest of all that a dynamic table is made of, but for what can be altered. */
  readonly definition?: string | undefined
  /** What the rows of an incremental table were made of, where its model says what happens when that changes. */
  readonly code?: CodeMark | undefined
  /** The sample that it was built of; missing for all rows. */
  readonly sample?: string | undefined
  /** A digest of the types and settings of a seed's table. */
  readonly seed?: string | undefined
  /** Which descriptions were written down with it. */
  readonly persisted?: readonly ('relation' | 'columns')[] | undefined
  /** What kerros has granted on it. */
  readonly grants?: Grants | undefined
  /** The columns by which kerros has clustered it. */
  readonly clusterBy?: readonly string[] | undefined
  /** Whether the table was created as transient, where that is not what `keeps` and the retention imply. */
  readonly transient?: boolean | undefined
  /** The policies, tags and retention that kerros has set. */
  readonly protection?: Protection | undefined
  /** The constraints that kerros has declared. */
  readonly constraints?: readonly DeclaredConstraint[] | undefined
}
