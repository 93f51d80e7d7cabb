import type { ReadRelation } from '../../core/plan/plan.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { type ExistingRelations, relationKey } from '../../core/relations/relation.js'

/** What is in the schemas of some relations; `undefined` if there are no schemas, or the warehouse does not answer. */
export async function existingRelations(
  reads: readonly ReadRelation[],
  warehouse: Warehouse,
): Promise<ExistingRelations | undefined> {
  if (reads.length === 0) return undefined
  try {
    const schemas = new Map(reads.map(({ relation }) => [relationKey({ ...relation, name: '' }), relation]))
    return (await warehouse.describe([...schemas.values()])).relations
  } catch {
    return undefined
  }
}
