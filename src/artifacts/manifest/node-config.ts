import { STORAGE_OPTIONS, type StorageOptions } from '../../core/definitions/options/model-options.js'
import type { BuildableNode, ProjectNode } from '../../core/project/node.js'
import { snakeCaseKeys } from '../snake-case.js'

/** The settings of a node, by dbt's names. */
export type NodeConfig = { readonly [name: string]: unknown }

/** dbt's names for what materializations call in another way. */
const DBT_NAMES: { readonly [name: string]: string } = { strategy: 'incremental_strategy' }

/** Settings that dbt writes for every node, also when they are not set. */
const DEFAULTS: NodeConfig = {
  enabled: true,
  alias: null,
  schema: null,
  database: null,
  group: null,
  'pre-hook': [],
  'post-hook': [],
  quoting: {},
  packages: [],
}

/** The settings of what is built. */
export function buildableConfig({ definition, materialized, tags }: BuildableNode): NodeConfig {
  const { options, materialization } = definition
  const { contract } = options as { readonly contract?: object }
  return {
    ...DEFAULTS,
    materialized,
    tags,
    meta: options.meta ?? {},
    column_types: {},
    full_refresh: null,
    unique_key: null,
    on_schema_change: 'ignore',
    on_configuration_change: 'apply',
    grants: {},
    persist_docs: {},
    docs: { show: true, node_color: null },
    contract: { enforced: contract !== undefined, alias_types: true },
    ...snakeCaseKeys(storageOf(options)),
    ...materializationConfig(definition.kind, materialization.config),
  }
}

/** The settings of what is not built: tests, analyses. */
export function queryConfig(node: ProjectNode, materialized: string): NodeConfig {
  return { ...DEFAULTS, materialized, tags: node.tags, meta: {} }
}

function storageOf(options: StorageOptions<any>): NodeConfig {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(STORAGE_OPTIONS, name)))
}

function materializationConfig(kind: string, config: NodeConfig): NodeConfig {
  const named = snakeCaseKeys(config)
  const withoutFile = Object.entries(named).filter(([name]) => name !== 'file')
  // A snapshot's strategy is called so by dbt, too.
  if (kind === 'snapshot') return Object.fromEntries(withoutFile)
  return Object.fromEntries(withoutFile.map(([name, value]) => [DBT_NAMES[name] ?? name, value]))
}
