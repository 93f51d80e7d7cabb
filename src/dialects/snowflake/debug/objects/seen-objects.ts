import type { Relation, SchemaPlace } from '../../../../core/relations/relation.js'
import { type RunShow, showPages } from '../../catalog/show-pages.js'
import { quoteSchema } from '../../text/quote-relation.js'
import { foldIdentifier, quoteIdentifier } from '../../text/snowflake-identifier.js'
import { distinctSchemas, relationName, schemaName, shownSchema } from './places.js'
import { unlessRefused } from './unless-refused.js'

/** A schema that is there. */
export interface SeenSchema {
  readonly name: string
  /** Holds `MANAGED ACCESS` where only the schema's owner grants. */
  readonly options?: string | null
}

/** A table, a view, a stage or a file format that is there. */
export interface SeenObject {
  readonly name: string
  /** As in `TABLE` or `VIEW`. */
  readonly kind?: string | null
  readonly is_dynamic?: string | null
  /** The role that owns it; missing where Snowflake does not say. */
  readonly owner?: string | null
  /** Of a stage. */
  readonly url?: string | null
  readonly storage_integration?: string | null
  readonly comment?: string | null
}

/** What there is to look at. */
export interface LookedAt {
  /** Their databases are listed. */
  readonly schemas: readonly SchemaPlace[]
  /** Their tables and views are listed. */
  readonly relationsIn: readonly SchemaPlace[]
  readonly stagesIn: readonly SchemaPlace[]
  readonly formatsIn: readonly SchemaPlace[]
}

/** What there is already, as far as the session sees it. */
export interface SeenObjects {
  hasDatabase(database: string): boolean
  schema(place: SchemaPlace): SeenSchema | undefined
  relation(relation: Relation): SeenObject | undefined
  stage(place: SchemaPlace, name: string): SeenObject | undefined
  fileFormat(place: SchemaPlace, name: string): SeenObject | undefined
}

/**
 * Which schemas, relations, stages and file formats the session sees: a SHOW for each database and schema. It shows what there
 * is any privilege on, and no more.
 *
 * @param run May run several statements in parallel.
 */
export async function lookAround(run: RunShow, at: LookedAt): Promise<SeenObjects> {
  const databases = [...new Set(at.schemas.map(({ database }) => foldIdentifier(database)))]
  const [schemas, relations, stages, formats] = await Promise.all([
    namesIn(
      (database) => showPages<SeenSchema>(run, `show schemas in database ${database}`),
      databases.map(quoteIdentifier),
      databases,
    ),
    inSchemas((schema) => showPages<SeenObject>(run, `show objects in schema ${schema}`), at.relationsIn),
    // These two have no pages: Snowflake takes no LIMIT after them.
    inSchemas((schema) => run<SeenObject>(`show stages in schema ${schema}`), at.stagesIn),
    inSchemas((schema) => run<SeenObject>(`show file formats in schema ${schema}`), at.formatsIn),
  ])
  return {
    // Each has at least its INFORMATION_SCHEMA.
    hasDatabase: (database) => (schemas.get(foldIdentifier(database))?.size ?? 0) > 0,
    schema: (place) => schemas.get(foldIdentifier(place.database))?.get(schemaName(place)[1]),
    relation: (relation) => relations.get(shownSchema(relation))?.get(relationName(relation)[2]!),
    stage: (place, name) => stages.get(shownSchema(place))?.get(foldIdentifier(name)),
    fileFormat: (place, name) => formats.get(shownSchema(place))?.get(foldIdentifier(name)),
  }
}

type Seen<T> = ReadonlyMap<string, ReadonlyMap<string, T>>

/** Asks for what is in a container. */
type Show<T> = (container: string) => Promise<readonly T[]>

function inSchemas(show: Show<SeenObject>, places: readonly SchemaPlace[]): Promise<Seen<SeenObject>> {
  const distinct = distinctSchemas(places)
  return namesIn(show, distinct.map(quoteSchema), distinct.map(shownSchema))
}

/** What a SHOW gives for each of some containers; nothing of one that is not there, or not for this session. */
async function namesIn<T extends { readonly name: string }>(
  show: Show<T>,
  containers: readonly string[],
  keys: readonly string[],
): Promise<Seen<T>> {
  const found = await Promise.all(containers.map((container) => unlessRefused(show(container))))
  return new Map(keys.map((key, i) => [key, new Map((found[i] ?? []).map((row) => [row.name, row]))]))
}
