import { createHash } from 'node:crypto'
import type { ArtifactOperation, ArtifactProject } from '../artifact-project.js'
import type { ManifestNode } from './manifest-node.js'
import { NODE_DEFAULTS } from './node-config.js'

/** A hook around a run as dbt's manifest has it: a node that nothing depends on. */
export function manifestOperation(
  { uniqueId, name, when, index, file, sql }: ArtifactOperation,
  project: ArtifactProject,
): ManifestNode {
  const code = sql ?? '-- made of the results of the run'
  return {
    name,
    resource_type: 'operation',
    unique_id: uniqueId,
    package_name: project.name,
    path: `hooks/${name}.sql`,
    original_file_path: file,
    fqn: [project.name, 'hooks', name],
    database: project.database,
    schema: project.schema,
    alias: name,
    checksum: { name: 'sha256', checksum: createHash('sha256').update(code).digest('hex') },
    config: { ...NODE_DEFAULTS, materialized: 'view', tags: [when], meta: {} },
    tags: [when],
    description: '',
    columns: {},
    meta: {},
    group: null,
    docs: { show: true, node_color: null },
    patch_path: null,
    build_path: null,
    unrendered_config: {},
    created_at: 0,
    relation_name: null,
    raw_code: code,
    language: 'sql',
    refs: [],
    sources: [],
    metrics: [],
    depends_on: { macros: [], nodes: [] },
    compiled: sql !== undefined,
    compiled_code: sql ?? null,
    compiled_path: null,
    extra_ctes_injected: true,
    extra_ctes: [],
    contract: { enforced: false, alias_types: true, checksum: null },
    index,
  }
}
