import type { RelationMark } from './relation-settings.js'

/** What a relation is in the warehouse, in SQL's words. A dynamic table is one that the engine refreshes by itself. */
export type RelationType = 'view' | 'table' | 'dynamic table'

/** A schema of the warehouse, as declared (dialects fold and quote). */
export interface SchemaPlace {
  /** The database; a catalog in other words. */
  readonly database: string
  /** The schema within the database. */
  readonly schema: string
  /** Whether the schema's name was created in quotes, so that its name must not fold. The database's name always does. */
  readonly isExact?: boolean
}

/** One object in the warehouse: its schema and its name, as declared. */
export interface Relation extends SchemaPlace {
  /** The relation's name within its schema. */
  readonly name: string
  /** The columns of a relation whose names were all made in quotes, its own and its schema's included. */
  readonly exactColumns?: readonly string[]
}

/** A column of a relation that exists. */
export interface ExistingColumn {
  readonly name: string
  /** The engine's own name of the type, as in `DECIMAL(2,1)`. */
  readonly type: string
  readonly comment?: string | undefined
  /** Whether it has room for less than its type without a length: VARCHAR(4), NUMBER(1,0). */
  readonly isNarrow?: boolean | undefined
}

/** What the warehouse says of a relation that exists. */
export interface ExistingRelation {
  readonly type: RelationType
  readonly columns: readonly ExistingColumn[]
  /** Its comment for people, without the mark. */
  readonly comment?: string | undefined
  /** How it was built, as far as its comment says. */
  readonly mark?: RelationMark | undefined
  /** How many rows a table has, when that was asked for; a view has no rows of its own. */
  readonly rowCount?: number | undefined
  /** How much room its rows take, in bytes, when that was requested and the engine reports it. */
  readonly bytes?: number | undefined
  /** How a dynamic table was made, when that was asked for. */
  readonly dynamicTable?: ExistingDynamicTable | undefined
}

/** What the warehouse says of a dynamic table that exists. */
export interface ExistingDynamicTable {
  readonly targetLag: string
  /** The warehouse that refreshes it. */
  readonly computeWarehouse: string
}

/** What to read of existing relations in addition to their types and columns. */
export interface DescribeOptions {
  /** Whether dynamic tables come with their definitions. */
  readonly withDynamicTables?: boolean | undefined
  /** Whether tables come with the number of their rows and their size. */
  readonly withSizes?: boolean | undefined
}

/** The relations that exist, by {@link relationKey}: read once, before planning. */
export type ExistingRelations = ReadonlyMap<string, ExistingRelation>

/** What exists in some schemas. */
export interface DescribedSchemas {
  readonly relations: ExistingRelations
  /** The {@link schemaKey}s of those schemas that exist, as far as the engine reports them. */
  readonly schemas: ReadonlySet<string>
}

/** One canonical key for a schema, equal for spellings that differ only by case. */
export function schemaKey({ database, schema }: SchemaPlace): string {
  return JSON.stringify([database.toLowerCase(), schema.toLowerCase()])
}

/** One canonical key for a relation, equal for spellings that differ only by case. */
export function relationKey(relation: Relation): string {
  return JSON.stringify([relation.database, relation.schema, relation.name].map((part) => part.toLowerCase()))
}

/** A relation as a person writes it. */
export function describeRelation(relation: Relation): string {
  return `${relation.database}.${relation.schema}.${relation.name}`
}
