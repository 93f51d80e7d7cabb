import type { Dialect } from 'kysely'
import type { DuplicateColumns } from '../relations/duplicate-columns.js'
import type { Relation } from '../relations/relation.js'
import type { SqlDialect } from '../steps/sql-dialect.js'
import type { Warehouse } from './warehouse.js'

/** How a target is to be opened. */
export interface ConnectOptions {
  /** Relative paths in the target start here. */
  readonly projectRoot: string
  /** How many sessions may work at the same time. */
  readonly threads: number
  /** Whether it is only read. */
  readonly readOnly?: boolean
  /** Other targets of the same engine whose relations are read too: where an engine does not reach them by itself, it is led to them. */
  readonly alsoReads?: readonly Target[] | undefined
}

/** How Power BI reaches a target: the protocol of its connector, with the address. No secrets. */
export interface PowerBiConnection {
  readonly protocol: string
  readonly address: { readonly [part: string]: string }
}

/** How data catalogs name the tables of a target, by OpenLineage's convention. No secrets. */
export interface DatasetNaming {
  /** Where the tables are, as in `snowflake://MYORG-MYACCOUNT`. */
  readonly namespace: string
  /** A table there, as in `MOVIELENS.MARTS.DIM_MOVIES`. */
  nameOf(relation: Relation): string
}

/** Where a project is built: dbt's target. Creating one loads no driver and connects to nothing. */
export interface Target {
  readonly kind: 'target'
  /** How the engine writes SQL. */
  readonly dialect: SqlDialect
  /** The database of the project's relations. */
  readonly database: string
  /** The schema of the project's relations; sources have the schema that they declare. */
  readonly schema: string
  /** How many nodes run at the same time by default. */
  readonly threads: number
  /** What a person may know of the connection: no secrets. For `kerros debug`. */
  readonly about: { readonly [name: string]: string }
  /** Whether the database exists; checking does not create a database file. */
  exists(projectRoot: string): Promise<boolean>
  /**
   * Finds out whether what does not exist yet could be made, and makes nothing. For `kerros debug`.
   *
   * @throws KerrosError What the first build would end with.
   */
  assertCreatable?(projectRoot: string): Promise<void>
  /**
   * How Power BI reaches it, where Power BI has a connector. Connects to nothing and needs no credentials.
   *
   * @throws KerrosError `E_INVALID_OPTION` for what is missing.
   */
  powerBi?(): Promise<PowerBiConnection>
  /**
   * How data catalogs name its tables. Connects to nothing and needs no credentials.
   *
   * @throws KerrosError `E_INVALID_OPTION` for what is missing.
   */
  datasetNaming?(projectRoot: string): Promise<DatasetNaming>
  /** A Kysely dialect over the same place, for applications. It connects with the first query. */
  kyselyDialect(options: {
    readonly projectRoot: string
    readonly readOnly: boolean
    readonly duplicateColumns?: DuplicateColumns
  }): Dialect
  /**
   * Loads the driver and opens the database; `close()` of the warehouse closes it.
   *
   * @throws KerrosError `E_MISSING_DRIVER`, `E_CONNECTION`, `E_LOCKED`, `E_NOT_PERMITTED`.
   */
  connect(options: ConnectOptions): Promise<Warehouse>
}
