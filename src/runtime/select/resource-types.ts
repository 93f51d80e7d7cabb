import { KerrosError } from '../../core/errors/index.js'
import { suggestName } from '../../core/graph/suggest-name.js'
import type { ResourceType } from '../../core/project/nodes/node.js'

/** What nodes of a project can be. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  'source',
  'seed',
  'model',
  'snapshot',
  'test',
  'unit_test',
  'analysis',
  'exposure',
  'chart',
]

/** The types that a command line names. */
export interface ResourceTypeOptions {
  /** Only nodes of these types. Default: all. */
  readonly resourceType?: readonly string[] | undefined
  /** No nodes of these types. Default: none. */
  readonly excludeResourceType?: readonly string[] | undefined
}

/**
 * The types that are left; `undefined` if none were named.
 *
 * @throws KerrosError `E_INVALID_OPTION` for a type that does not exist.
 */
export function chosenTypes({
  resourceType,
  excludeResourceType = [],
}: ResourceTypeOptions): readonly ResourceType[] | undefined {
  for (const type of [...(resourceType ?? []), ...excludeResourceType]) assertType(type)
  const only = resourceType?.includes('all') ? undefined : resourceType
  if (only === undefined && excludeResourceType.length === 0) return undefined
  return RESOURCE_TYPES.filter((type) => (only?.includes(type) ?? true) && !excludeResourceType.includes(type))
}

function assertType(type: string): void {
  if (type === 'all' || RESOURCE_TYPES.includes(type as ResourceType)) return
  const nearest = suggestName(type, RESOURCE_TYPES)
  throw new KerrosError('E_INVALID_OPTION', `there is no resource type "${type}"`, {
    hint: nearest ? `Did you mean "${nearest}"?` : `Types are ${RESOURCE_TYPES.join(', ')}.`,
  })
}
