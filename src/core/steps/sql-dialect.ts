import type { OperationNode } from 'kysely'
import type { Columns, SqlType } from '../columns/index.js'
import type { LexicalRules } from '../format/lexical-rules.js'
import type { Constraint, ConstraintSupport } from '../relations/constraint.js'
import type { ExistingColumn, Relation } from '../relations/relation.js'
import type { RelationSettings } from '../relations/relation-settings.js'
import type { AlterColumns, CreateDynamicTable, PublishTable, Step } from './step.js'

/** What an engine can do, where engines differ. Shared code asks these and never an engine's name. */
export interface Capabilities {
  /** Whether CREATE, DROP and ALTER can be rolled back together with changes of rows. */
  readonly supportsTransactionalDdl: boolean
  /**
   * Whether sending a statement takes long compared with running it, as over a network: then tests of several relations
   * share one statement where nothing waits for them.
   */
  readonly isRemote: boolean
  /** Whether another database is read only while it is attached, so that a view over it works only then. */
  readonly attachesDatabases: boolean
  /** Whether a table can be copied without copying its rows. */
  readonly clonesTables: boolean
  /** Whether a table made of a query takes the lengths and digits of its expressions: VARCHAR(4) for `'high'`. */
  readonly tablesKeepLengths: boolean
  /** Whether a timestamp can be infinite, which no calculation with it is defined for. */
  readonly hasInfiniteTimestamps: boolean
  /** Whether sorting all rows of a large table needs less memory than a group for each of them. */
  readonly sortsInLessMemory: boolean
  /** How long a string in a statement may be, in bytes. */
  readonly longestText: number
  /** What becomes of each kind of constraint. */
  readonly constraints: { readonly [K in Constraint['kind']]: ConstraintSupport }
  /** Whether the constraints of a table with rows can be changed; elsewhere it is made again with others. */
  readonly altersConstraints: boolean
}

/** What an engine has whose queries are computed by one of several warehouses. */
export interface ComputeWarehouses {
  /** The warehouse that the options of a model, seed or snapshot name; `undefined` for the target's. */
  namedBy(options: StorageOptionValues): string | undefined
}

/** The options of what is built, as an engine looks for its own among them. */
export type StorageOptionValues = { readonly [option: string]: unknown }

/** What an engine has that refreshes tables by itself: dynamic tables. */
export interface DynamicTableSupport {
  /** The warehouse that refreshes a table whose model names none; `undefined` when the target names none either. */
  readonly computeWarehouse: string | undefined
  /** The option of a model that names one, for messages. */
  readonly warehouseOption: string
  /** A digest of what a dynamic table is made of, without its lag and its warehouse, which can be altered. */
  definitionOf(step: CreateDynamicTable): string
  /** If two strings are one lag, as `1 hour` and `60 minutes` are. */
  isSameLag(one: string, other: string): boolean
}

/** A query in SQL, in two spellings that mean the same. */
export interface CompiledSql {
  /** As it is sent. */
  readonly sql: string
  /** With a database in the name of every relation: for tools, which know of no session in which one is current. */
  readonly complete: string
}

/** How an engine writes SQL. Pure: needs no connection and no driver. */
export interface SqlDialect {
  /** dbt's name of the adapter, as in `duckdb`. */
  readonly name: string
  /** The engine's name for readers, as in `DuckDB`. */
  readonly title: string
  readonly capabilities: Capabilities
  /** How the engine reads strings and comments. */
  readonly lexicalRules: LexicalRules
  /** The engine's current time in UTC, as a timestamp without zone. */
  readonly utcNow: string
  /** The SQL of a query with every literal inlined safely: views and tables take no binds. */
  compile(node: OperationNode): string
  /** What {@link compile} returns, and the same with complete names. */
  compileBoth(node: OperationNode): CompiledSql
  /** The operation node that stands for a relation in a query. */
  relationNode(relation: Relation): OperationNode
  /** The SELECT of rows that are given as plain strings, in the order of the columns. */
  textRows(rows: readonly (readonly (string | null)[])[], columns: Columns): string
  /** A relation's name in SQL, quoted. */
  quoteRelation(relation: Relation): string
  /** The same with its database, also where that is left out of SQL. */
  completeName(relation: Relation): string
  /** A relation that lives as long as a session, named after another one. */
  temporaryRelation(relation: Relation, suffix: string): Relation
  /** The engine's name of a type. */
  typeName(type: SqlType): string
  /** The type of a column that the engine describes by this name; `undefined` when kerros has no column for it. */
  sqlTypeOf(typeName: string): SqlType | undefined
  /** Whether two values of the type that the engine describes by this name can be compared with each other. */
  comparesValues(typeName: string): boolean
  /**
   * The type that a stored column can be altered to, so that it holds every value of its own type and of another one, both as the engine
   * describes them; `undefined` when there is no such type.
   */
  widerType(stored: string, other: string): string | undefined
  /** The statements that give columns of a table other types, by the engine's names. */
  renderSetTypes(relation: Relation, columns: readonly Pick<ExistingColumn, 'name' | 'type'>[]): readonly string[]
  /** What values of a type that the engine describes by this name are in TypeScript over plain Kysely: `number | bigint`. */
  plainTypeOf(typeName: string): string
  /** The statements that bring a table's columns in line, once the types of the new ones are known. */
  renderAlterColumns(step: AlterColumns, like: readonly ExistingColumn[]): readonly string[]
  /**
   * The statements of a step that puts a table with constraints in its place.
   *
   * @param like The columns of the table that is put there.
   */
  renderPublishTable(step: PublishTable, like: readonly ExistingColumn[]): readonly string[]
  /** The settings that apply to a relation: its own, the target's where it has none, and nothing that the engine has not. */
  settingsOf(settings: RelationSettings): RelationSettings
  /** The column that the engine cannot find, where that is what its message says. */
  unknownColumn(message: string): string | undefined
  /** Dynamic tables, where the engine has them; elsewhere a model of that kind is a plain table. */
  readonly dynamicTables?: DynamicTableSupport | undefined
  /** The choice of a warehouse for each node, where the engine has several. */
  readonly computeWarehouses?: ComputeWarehouses | undefined
  /** The statements of a step, in order. Steps that ask the warehouse first show the question. */
  render(step: Step): readonly string[]
}
