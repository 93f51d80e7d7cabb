import type { ArtifactProject, CatalogRelation } from '../../artifacts/index.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { type ExistingRelation, relationKey } from '../../core/relations/relation.js'

/**
 * What exists of a project's relations, sources included, with columns, rows and sizes, by the unique id of the node. Rows are
 * those of the engine's statistics, which views are not in: counting them could take as long as building the project.
 */
export async function readCatalog(
  { nodes }: ArtifactProject,
  warehouse: Warehouse,
): Promise<ReadonlyMap<string, CatalogRelation>> {
  // As in dbt's catalog, stored failures of tests are no part of it.
  const listed = nodes.filter(({ node }) => node.resourceType !== 'test')
  const places = listed.flatMap(({ relation }) => relation ?? [])
  const { relations } = await warehouse.describe(places, { withSizes: true })
  const found = new Map<string, CatalogRelation>()
  for (const { node, relation } of listed) {
    const existing = relation && relations.get(relationKey(relation))
    if (existing) found.set(node.uniqueId, catalogRelation(existing))
  }
  return found
}

function catalogRelation({ type, comment, columns, rowCount, bytes }: ExistingRelation): CatalogRelation {
  return { type, comment, columns, bytes, rowCount }
}
