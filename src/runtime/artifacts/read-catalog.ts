import type { ArtifactNode, ArtifactProject, CatalogRelation } from '../../artifacts/index.js'
import { isKerrosError } from '../../core/errors/index.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { type ExistingRelation, relationKey } from '../../core/relations/relation.js'

/**
 * What exists of a project's relations, sources included, with columns, rows and sizes, by the unique id of the node. Rows of
 * views are counted where that costs nothing but time: where an engine bills for it, views are without.
 */
export async function readCatalog(
  { nodes }: ArtifactProject,
  warehouse: Warehouse,
): Promise<ReadonlyMap<string, CatalogRelation>> {
  const places = nodes.flatMap(({ relation }) => relation ?? [])
  const { relations } = await warehouse.describe(places, { withSizes: true })
  const found = new Map<string, CatalogRelation>()
  for (const described of nodes) {
    const existing = described.relation && relations.get(relationKey(described.relation))
    if (existing) found.set(described.node.uniqueId, await withRows(existing, described, warehouse))
  }
  return found
}

async function withRows(
  existing: ExistingRelation,
  { relationName }: ArtifactNode,
  warehouse: Warehouse,
): Promise<CatalogRelation> {
  const { type, comment, columns, rowCount, bytes } = existing
  const isCounted = rowCount === undefined && !warehouse.dialect.capabilities.isRemote
  return { type, comment, columns, bytes, rowCount: isCounted ? await countRows(relationName!, warehouse) : rowCount }
}

/** `undefined` for a view that does not work, because what it reads has changed. */
async function countRows(relationName: string, warehouse: Warehouse): Promise<number | undefined> {
  try {
    const { rows } = await warehouse.withSession((session) =>
      session.execute(`select count(*) as "row_count" from ${relationName}`),
    )
    return Number(rows[0]?.['row_count'])
  } catch (error) {
    if (isKerrosError(error)) return undefined
    throw error
  }
}
