import { STORAGE_OPTIONS, type StorageOptions } from '../../core/definitions/options/model-options.js'
import type { BuildableNode, ProjectNode } from '../../core/project/nodes/node.js'
import type { ArtifactHook, ArtifactHooks, ArtifactMerge } from '../artifact-project.js'
import { snakeCaseKeys } from '../snake-case.js'

/** The settings of a node, by dbt's names. */
export type NodeConfig = { readonly [name: string]: unknown }

/** dbt's names for what materializations call in another way. */
const DBT_NAMES: { readonly [name: string]: string } = {
  strategy: 'incremental_strategy',
  check_columns: 'check_cols',
  valid_to_current: 'dbt_valid_to_current',
}

/** dbt's spelling of values that are words. */
const DBT_VALUES: { readonly [name: string]: (value: unknown) => unknown } = {
  hard_deletes: (value) => (value === 'newRecord' ? 'new_record' : value),
  // An expression to dbt.
  dbt_valid_to_current: (value) =>
    value instanceof Date ? `cast('${value.toISOString().replace('T', ' ').replace('Z', '')}' as timestamp)` : value,
  snapshot_meta_column_names: (value) =>
    Object.fromEntries(Object.entries(value as object).map(([name, column]) => [DBT_COLUMNS[name] ?? name, column])),
}

/** dbt's names of the columns that a snapshot adds. */
const DBT_COLUMNS: { readonly [option: string]: string } = {
  validFrom: 'dbt_valid_from',
  validTo: 'dbt_valid_to',
  scdId: 'dbt_scd_id',
  scdUpdatedAt: 'dbt_updated_at',
  isDeleted: 'dbt_is_deleted',
}

/** Settings that dbt writes for every node, also when they are not set. */
export const NODE_DEFAULTS: NodeConfig = {
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
export function buildableConfig(
  { definition, materialized, tags, options }: BuildableNode,
  { hooks, merge }: { readonly hooks?: ArtifactHooks | undefined; readonly merge?: ArtifactMerge | undefined } = {},
): NodeConfig {
  const { materialization } = definition
  const { schema, database, alias, group, access, enabled = true } = options
  const { contract } = definition.options as { readonly contract?: object }
  return {
    ...NODE_DEFAULTS,
    enabled,
    materialized,
    tags,
    schema: schema ?? null,
    database: database ?? null,
    alias: alias ?? null,
    group: group ?? null,
    ...(access !== undefined && { access }),
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
    ...(definition.kind === 'seed' && { delimiter: definition.options.delimiter ?? ',', quote_columns: null }),
    ...(options.eventTime !== undefined && { event_time: options.eventTime }),
    ...snakeCaseKeys(storageOf(options)),
    ...materializationConfig(definition.kind, materialization.config),
    ...incrementalConfig({ ...definition.options, ...options }, merge),
    ...(hooks && hookConfig(hooks)),
  }
}

/** Options of incremental models that only decide how rows get into the table; those that are not given are left out. */
function incrementalConfig(options: object, merge: ArtifactMerge | undefined): NodeConfig {
  const { fullRefresh, onChange, mergeUpdateColumns, mergeExcludeColumns } = options as {
    readonly [option: string]: unknown
  }
  return said({
    full_refresh: fullRefresh,
    on_change: onChange,
    merge_update_columns: mergeUpdateColumns,
    merge_exclude_columns: mergeExcludeColumns,
    incremental_predicates: merge?.predicates,
    when_matched: merge?.whenMatched,
  })
}

function said(config: NodeConfig): NodeConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined))
}

/** As dbt writes hooks. */
function hookConfig({ pre, post }: ArtifactHooks): NodeConfig {
  const written = (hooks: readonly ArtifactHook[]) => hooks.map((hook) => ({ ...hook, index: null }))
  return { 'pre-hook': written(pre), 'post-hook': written(post) }
}

/** Settings that dbt compares, by whose names a node is said to be modified. */
const COMPARED = [
  'unique_key',
  'full_refresh',
  'incremental_strategy',
  'incremental_predicates',
  'when_matched',
  'merge_update_columns',
  'merge_exclude_columns',
  'on_change',
  'strategy',
  'check_cols',
  'updated_at',
  'dbt_valid_to_current',
  'snapshot_meta_column_names',
  'event_time',
  'batch_size',
  'begin',
  'lookback',
  'concurrent_batches',
  'tags',
  'meta',
  'schema',
  'database',
  'alias',
  'group',
  'access',
  'column_types',
  'pre-hook',
  'post-hook',
]

/** What the user has set. dbt compares these to find what was modified. */
export function givenConfig({ definition, options }: BuildableNode, config: NodeConfig): NodeConfig {
  const given = {
    // That something is a seed or a snapshot is no setting to dbt.
    ...(definition.kind === 'model' && { materialized: config['materialized'] }),
    ...Object.fromEntries(COMPARED.map((name) => [name, config[name]])),
    ...(definition.kind === 'seed' && { delimiter: definition.options.delimiter }),
    ...snakeCaseKeys(storageOf(options)),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => isGiven(value)))
}

function isGiven(value: unknown): boolean {
  if (value === undefined || value === null) return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

/** The settings of what is not built: tests, analyses. */
export function queryConfig(node: ProjectNode, materialized: string): NodeConfig {
  return { ...NODE_DEFAULTS, materialized, tags: node.tags, meta: {} }
}

function storageOf(options: StorageOptions<any>): NodeConfig {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(STORAGE_OPTIONS, name)))
}

function materializationConfig(kind: string, config: NodeConfig): NodeConfig {
  const named = snakeCaseKeys(config)
  const withoutFile = Object.entries(named).filter(([name]) => name !== 'file')
  // A snapshot's strategy is called so by dbt, too.
  const nameOf = (name: string) => (kind === 'snapshot' && name === 'strategy' ? name : (DBT_NAMES[name] ?? name))
  return said(
    Object.fromEntries(withoutFile.map(([name, value]) => [nameOf(name), DBT_VALUES[nameOf(name)]?.(value) ?? value])),
  )
}
