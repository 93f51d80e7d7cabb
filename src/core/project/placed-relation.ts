import type { PlacementOptions } from '../definitions/options/placement-options.js'
import type { Relation } from '../relations/relation.js'

/**
 * Where a definition is built: in the target, unless its options say otherwise. dbt's `generate_schema_name`.
 *
 * @param name The name of its export.
 * @param target The database and the schema of the target.
 */
export function placedRelation(
  name: string,
  { schema, database, alias = name }: PlacementOptions,
  target: Pick<Relation, 'database' | 'schema'>,
): Relation {
  return Object.freeze({
    database: database ?? target.database,
    schema: schema === undefined ? target.schema : `${target.schema}_${schema}`,
    name: alias,
  })
}
