import type { Warehouse } from '../../core/ports/warehouse.js'
import type { SourceNode } from '../../core/project/nodes/node.js'
import type { LiveSchema } from '../../core/relations/live-schema.js'
import type { Relation } from '../../core/relations/relation.js'
import type { OpenProject } from '../open/open-project.js'
import { selectFor } from '../select/select-for.js'
import { withoutDefaultSelector } from '../select/selection-of.js'
import type { SelectionOptions } from '../select/selection-options.js'
import { type DeclaredSource, type SourceDifference, sourceDrift } from './source-drift.js'

/** The result of comparing sources with the warehouse. */
export interface SourcesCheck {
  /** The sources that were compared, as in `raw.raw_ratings`. */
  readonly checked: readonly string[]
  readonly differences: readonly SourceDifference[]
}

/**
 * Compares the selected sources with what exists in the warehouse: each schema is read once.
 *
 * @throws DiagnosticsError or KerrosError `E_NO_MATCH`; what the target throws if it cannot be reached.
 */
export async function checkSources(opened: OpenProject, options: SelectionOptions): Promise<SourcesCheck> {
  const { project, relations, target, root } = opened
  const selected = selectFor(withoutDefaultSelector(project), ['source'], options)
  const nodes = project.nodes.filter(
    (node): node is SourceNode => node.resourceType === 'source' && selected.has(node.uniqueId),
  )
  const declared = nodes.map((node) => ({ node, relation: relations.get(node.uniqueId)! }))
  const checked = nodes.map(({ sourceName, name }) => `${sourceName}.${name}`)
  if (declared.length === 0) return { checked, differences: [] }
  // A missing database is not created only to find it empty.
  if (!(await target.exists(root)))
    return { checked, differences: declared.flatMap((one) => sourceDrift(one, undefined, NONE)) }
  const warehouse = await target.connect({ projectRoot: root, threads: 1, readOnly: true })
  try {
    const schemas = await readSchemas(declared, warehouse)
    const drift = (one: DeclaredSource) => sourceDrift(one, schemas.get(schemaKey(one.relation)), warehouse)
    return { checked, differences: declared.flatMap(drift) }
  } finally {
    await warehouse.close()
  }
}

const NONE: Pick<Warehouse, 'isTypeCompatible'> = { isTypeCompatible: () => true }

async function readSchemas(
  declared: readonly DeclaredSource[],
  warehouse: Warehouse,
): Promise<ReadonlyMap<string, LiveSchema | undefined>> {
  const places = new Map(declared.map(({ relation }) => [schemaKey(relation), relation]))
  const found = new Map<string, LiveSchema | undefined>()
  for (const [key, place] of places) found.set(key, await warehouse.readSchema(place))
  return found
}

function schemaKey({ database, schema, isExact = false }: Relation): string {
  return JSON.stringify([database.toLowerCase(), isExact ? schema : schema.toLowerCase(), isExact])
}
