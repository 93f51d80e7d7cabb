import type { SourceNode } from '../../core/project/nodes/node.js'
import type { ArtifactNode } from '../artifact-project.js'
import { freshnessCriteria } from '../freshness-criteria.js'
import { manifestColumns } from './manifest-columns.js'
import { type ManifestInput, type ManifestNode, ownMeta } from './manifest-node.js'
import { nodePlace } from './node-place.js'

/** A table that something else fills, as dbt's manifest has it. */
export function manifestSource(described: ArtifactNode, node: SourceNode, { project }: ManifestInput): ManifestNode {
  const { definition, sourceName, name, tags, load } = node
  const { relation, relationName } = described
  const loaded = {
    freshness: freshnessCriteria(definition.freshness, described.freshnessFilter),
    loaded_at_field: definition.loadedAtField ?? null,
    loaded_at_query: described.loadedAtQuery ?? null,
  }
  const config = { enabled: true, event_time: definition.eventTime ?? null, ...loaded, meta: {}, tags }
  return {
    ...nodePlace(described, project.name),
    fqn: [...nodePlace(described, project.name).fqn.slice(0, -1), sourceName, name],
    resource_type: 'source',
    source_name: sourceName,
    source_description: definition.description ?? '',
    loader: load ? 'kerros' : '',
    identifier: relation?.name ?? name,
    database: relation?.database ?? project.database,
    schema: relation?.schema ?? definition.schema,
    relation_name: relationName ?? null,
    description: node.description ?? '',
    columns: manifestColumns(described),
    quoting: { database: null, schema: null, identifier: null, column: null },
    ...loaded,
    external: null,
    meta: ownMeta(described),
    source_meta: {},
    tags,
    config,
    patch_path: null,
    unrendered_config: {},
    created_at: 0,
  }
}
