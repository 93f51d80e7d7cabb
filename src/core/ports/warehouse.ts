import type { SqlType } from '../columns/index.js'
import type { LiveSchema } from '../relations/live-schema.js'
import type { DescribedSchemas, DescribeOptions, ExistingColumn, Relation, SchemaPlace } from '../relations/relation.js'
import type { SqlDialect } from '../steps/sql-dialect.js'
import type { FileLoader } from './file-loader.js'
import type { Lease, LeaseRequest } from './lease.js'
import type { TargetCheck, TargetNeeds } from './target-check.js'

/** The rows of a statement, decoded to JavaScript values, and how many rows it changed. */
export interface StatementResult {
  readonly rows: readonly { readonly [column: string]: unknown }[]
  readonly rowsChanged: number | undefined
  /** The columns of the rows with the engine's types, in order; `undefined` when the engine does not report them. */
  readonly columns?: readonly ExistingColumn[]
  /** The id under which the engine's history has the statement, where there is one. */
  readonly queryId?: string | undefined
  /** The id with which the statement was sent to the engine, where requests have one. */
  readonly requestId?: string | undefined
}

/** One connection: one transaction at a time, never shared while in use. */
export interface WarehouseSession {
  /**
   * Runs one statement.
   *
   * @param options.signal Cancels the statement in the engine.
   * @throws KerrosError `E_QUERY` with the engine's message, free of row values; `E_CANCELLED`.
   */
  execute(sql: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<StatementResult>
  begin(): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
  /** The columns of a relation as this session sees it, temporary tables included. */
  columnsOf(relation: Relation): Promise<readonly ExistingColumn[]>
}

/** What a session is used for. */
export interface SessionUse {
  /** Written down by the engine with every statement, where it can: found again in its history. */
  readonly tag?: { readonly [name: string]: string } | undefined
  /** Snowflake's word: the warehouse that computes. */
  readonly computeWarehouse?: string | undefined
  /** Whether the work may change the session for those who come after it: then it is closed. Default: false. */
  readonly isForThisOnly?: boolean | undefined
}

/** When the engine itself says that a table was altered last. */
export interface LastAltered {
  readonly at: Date
  /** Whether changes of its rows count: those that a view reads do not. */
  readonly isOfRows: boolean
}

/** A relation whose stamp is wanted. */
export interface StampedRelation extends Relation {
  /** What the ledger of loads calls a source's table that names files, as in `raw.raw_ratings`; `undefined` for others. */
  readonly loadedAs: string | undefined
  /** Whether it is a view of which only the definition is asked for. Default: a view has no stamp, since what it reads may change. */
  readonly isDefinition?: boolean | undefined
}

/** A place where relations live, connected. */
export interface Warehouse {
  readonly dialect: SqlDialect
  /** Takes in files, where the engine can. */
  readonly loader?: FileLoader
  /**
   * Acquires the right to write to schemas, where the engine lets several runs write at the same time.
   *
   * @throws KerrosError `E_LOCKED`, saying who has it; `E_CANCELLED` when the request's signal says so.
   */
  lease?(request: LeaseRequest): Promise<Lease>
  /**
   * Resolves when what was written is where the target says. Asked at the end of what writes, before it is called done.
   *
   * @throws KerrosError `E_CONNECTION` when it is gone, as a file that was removed meanwhile.
   */
  assertStored?(): Promise<void>
  /** Reads what exists in the given schemas, once, before planning. */
  describe(schemas: readonly SchemaPlace[], options?: DescribeOptions): Promise<DescribedSchemas>
  /** Reads one schema with all that a source can declare of it; `undefined` when there is no such schema. */
  readSchema(schema: SchemaPlace): Promise<LiveSchema | undefined>
  /** When tables were last altered, by {@link relationKey}, where the engine records it; what does not exist is left out. */
  lastAltered?(relations: readonly Relation[]): Promise<ReadonlyMap<string, LastAltered>>
  /**
   * Stamps of relations, by {@link relationKey}: while a relation's stamp is the same, no one but kerros' own runs has
   * changed its rows or columns; of a view, its definition. Left out is what cannot be known: a view's rows, an external or dynamic table, a relation of
   * another database file, everything after {@link loseTrack}.
   */
  stamps?(relations: readonly StampedRelation[]): Promise<ReadonlyMap<string, string>>
  /**
   * Says that something unknown may be written from now on, by a user's hook or operation: the stamps of today are not
   * those of later runs.
   */
  loseTrack?(): void
  /** Looks at what a build needs of the target, one thing after the other, where the engine has roles and rights. */
  diagnose?(needs: TargetNeeds): Promise<readonly TargetCheck[]>
  /** Runs `work` with a session that is used by nothing else at the time; what it leaves open is rolled back. */
  withSession<T>(work: (session: WarehouseSession) => Promise<T>, use?: SessionUse): Promise<T>
  /** Whether a column of the engine's type holds what `type` says. */
  isTypeCompatible(existing: ExistingColumn, type: SqlType): boolean
  /** Closes every connection; afterwards the process can end. */
  close(): Promise<void>
}
