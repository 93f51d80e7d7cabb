import type { ExistingColumn } from '../core/relations/relation.js'
import { type ArtifactMetadata, artifactMetadata } from './artifact-metadata.js'
import type { ArtifactNode, ArtifactProject, ArtifactRun } from './artifact-project.js'

/** A relation that exists, as the warehouse describes it. */
export interface CatalogRelation {
  /** In SQL's words: `table`, `view`. */
  readonly type: string
  readonly comment: string | undefined
  readonly columns: readonly ExistingColumn[]
  readonly rowCount: number | bigint | undefined
  readonly bytes: number | bigint | undefined
}

/** dbt's `catalog.json`, version 1: the relations that exist. */
export interface Catalog {
  readonly metadata: ArtifactMetadata
  readonly nodes: { readonly [uniqueId: string]: CatalogTable }
  readonly sources: { readonly [uniqueId: string]: CatalogTable }
  /** Why it is not of now, if the target could not be read. */
  readonly errors: readonly string[] | null
}

/** A relation in the catalog. */
export interface CatalogTable {
  readonly metadata: {
    readonly type: string
    readonly database: string
    readonly schema: string
    readonly name: string
    readonly comment: string | null
    readonly owner: string | null
  }
  readonly columns: {
    readonly [name: string]: {
      readonly type: string
      readonly index: number
      readonly name: string
      readonly comment: string | null
    }
  }
  readonly stats: { readonly [id: string]: CatalogStat }
  readonly unique_id: string
}

/** A number or a fact about a relation, in dbt's form. */
export interface CatalogStat {
  readonly id: string
  readonly label: string
  readonly value: number | boolean
  readonly include: boolean
  readonly description: string
}

/**
 * Describes the relations that exist as dbt's catalog, version 1. Pure. What does not exist is left out.
 *
 * @param relations What exists, by the unique id of its node.
 * @see https://schemas.getdbt.com/dbt/catalog/v1.json
 */
export function catalog(
  project: ArtifactProject,
  relations: ReadonlyMap<string, CatalogRelation>,
  run: ArtifactRun,
): Catalog {
  const tables = project.nodes.flatMap((each) => {
    const existing = relations.get(each.node.uniqueId)
    return existing && each.relation ? [{ each, table: catalogTable(each, each.relation, existing) }] : []
  })
  const those = (isSource: boolean) =>
    Object.fromEntries(
      tables
        .filter(({ each }) => (each.node.resourceType === 'source') === isSource)
        .map(({ each, table }) => [each.node.uniqueId, table]),
    )
  return {
    metadata: artifactMetadata('catalog/v1', project, run),
    nodes: those(false),
    sources: those(true),
    errors: null,
  }
}

function catalogTable(
  { node }: ArtifactNode,
  { database, schema, name }: NonNullable<ArtifactNode['relation']>,
  { type, comment, columns, rowCount, bytes }: CatalogRelation,
): CatalogTable {
  const stats = [
    ...(rowCount === undefined ? [] : [stat('num_rows', '# Rows', rowCount, 'Number of rows')]),
    ...(bytes === undefined ? [] : [stat('bytes', 'Approximate size', bytes, 'Approximate size in bytes')]),
  ]
  return {
    metadata: { type: dbtType(type), database, schema, name, comment: comment ?? null, owner: null },
    columns: Object.fromEntries(
      columns.map((column, i) => [
        column.name,
        { type: column.type, index: i + 1, name: column.name, comment: column.comment ?? null },
      ]),
    ),
    stats: Object.fromEntries([hasStats(stats.length > 0), ...stats].map((each) => [each.id, each])),
    unique_id: node.uniqueId,
  }
}

/** dbt's catalogs say `BASE TABLE`, as information schemas do. */
function dbtType(type: string): string {
  return type === 'table' ? 'BASE TABLE' : type.toUpperCase()
}

function stat(id: string, label: string, value: number | bigint, description: string): CatalogStat {
  return { id, label, value: Number(value), include: true, description }
}

function hasStats(value: boolean): CatalogStat {
  return {
    id: 'has_stats',
    label: 'Has Stats?',
    value,
    include: false,
    description: 'Indicates whether there are statistics for this table',
  }
}
