import { columnList } from '../../core/definitions/options/values/check-column-list.js'
import type { AnalysisNode, BuildableNode, ProjectNode, TestNode } from '../../core/project/nodes/node.js'
import type { ArtifactNode, ArtifactProject } from '../artifact-project.js'
import { manifestColumns } from './manifest-columns.js'
import { manifestConstraints } from './manifest-constraints.js'
import { buildableConfig, givenConfig, type NodeConfig, queryConfig } from './node-config.js'
import { nodePlace } from './node-place.js'
import { nodeReferences } from './node-references.js'

/** A node of a manifest: dbt's fields. */
export type ManifestNode = { readonly [field: string]: unknown }

/** What a node of a manifest is made from. */
export interface ManifestInput {
  readonly project: ArtifactProject
  /** Every node by its unique id. */
  readonly nodes: ReadonlyMap<string, ArtifactNode>
  /** The nodes that queries can select from, by their definitions. */
  readonly nodeOf: ReadonlyMap<unknown, ProjectNode>
}

/** Seconds since 1970. dbt writes when it parsed a file; one value for all keeps manifests comparable. */
const CREATED_AT = 0

/** Models, snapshots, seeds, tests and analyses as dbt's manifest has them. */
export function manifestNode(
  described: ArtifactNode,
  node: BuildableNode | TestNode | AnalysisNode,
  input: ManifestInput,
): ManifestNode {
  switch (node.resourceType) {
    case 'model':
    case 'snapshot':
    case 'seed':
      return buildable(described, node, input)
    case 'test':
      return test(described, node, input)
    case 'analysis':
      return { ...base(described, input), ...query(described, input), config: queryConfig(node, 'view') }
    default:
      return node satisfies never
  }
}

function buildable(described: ArtifactNode, node: BuildableNode, input: ManifestInput): ManifestNode {
  const isSeed = node.resourceType === 'seed'
  const config: NodeConfig = {
    ...buildableConfig(node, described),
    ...(isSeed && { column_types: columnTypes(described) }),
  }
  const meta = { ...(config['meta'] as object), ...ownMeta(described) }
  const group = node.options.group ?? null
  const common = { ...base(described, input), config, meta, group, unrendered_config: givenConfig(node, config) }
  if (isSeed) return { ...common, root_path: null, depends_on: { macros: [] }, raw_code: described.rawCode }
  const contract = { enforced: isEnforced(config), alias_types: true, checksum: null }
  const whole = { ...common, ...query(described, input), contract }
  if (node.resourceType === 'snapshot') return whole
  return {
    ...whole,
    access: node.options.access ?? 'protected',
    constraints: manifestConstraints(described, (of) => {
      const other = input.nodeOf.get(of)
      return (other && input.nodes.get(other.uniqueId)?.relationName) ?? null
    }),
    primary_key: primaryKey(node, config),
  }
}

/** As dbt's seeds declare them. */
function columnTypes({ columns = [] }: ArtifactNode): { readonly [column: string]: string | undefined } {
  return Object.fromEntries(columns.map(({ name, type }) => [name, type]))
}

function isEnforced({ contract }: NodeConfig): boolean {
  return (contract as { readonly enforced: boolean }).enforced
}

/** As dbt finds it: the constraint, else the unique key. */
function primaryKey({ definition }: BuildableNode, { unique_key }: NodeConfig): readonly string[] {
  const declared = definition.kind === 'model' ? definition.options.constraints?.primaryKey : undefined
  if (declared !== undefined) return columnList(declared)
  return Array.isArray(unique_key) ? unique_key : typeof unique_key === 'string' ? [unique_key] : []
}

function test(described: ArtifactNode, node: TestNode, input: ManifestInput): ManifestNode {
  const { nodes } = input
  const tested = node.testedNode === undefined ? undefined : nodes.get(node.testedNode)
  const config = {
    ...queryConfig(node, 'test'),
    severity: node.severity,
    store_failures: described.relation !== undefined || (node.storeFailures === false ? false : null),
    store_failures_as: described.relation === undefined ? null : node.storeFailures === 'view' ? 'view' : 'table',
    where: described.where ?? null,
    limit: node.limit ?? null,
    fail_calc: 'count(*)',
    warn_if: node.warnIf,
    error_if: node.errorIf,
  }
  const common = {
    ...base(described, input),
    ...query(described, input),
    config,
    unrendered_config: givenTestConfig(node, config),
  }
  if (node.testName === undefined || tested === undefined) return common
  return {
    ...common,
    column_name: node.column ?? null,
    file_key_name: `${tested.node.resourceType}s.${tested.node.name}`,
    attached_node: tested.node.resourceType === 'source' ? null : tested.node.uniqueId,
    test_metadata: { name: node.testName, namespace: node.namespace ?? null, kwargs: kwargs(node, tested.node, input) },
  }
}

/** What the user has set, as dbt compares it. */
function givenTestConfig(
  { severity, warnIf, errorIf, storeFailures }: TestNode,
  { where, limit, warn_if, error_if }: NodeConfig,
): NodeConfig {
  return {
    severity,
    ...(where !== null && { where }),
    ...(limit !== null && { limit }),
    ...(warnIf !== '!= 0' && { warn_if }),
    ...(errorIf !== '!= 0' && { error_if }),
    ...(typeof storeFailures === 'boolean' && { store_failures: storeFailures }),
    ...(typeof storeFailures === 'string' && { store_failures_as: storeFailures }),
  }
}

/** What dbt's test of the same name is given. */
function kwargs(node: TestNode, tested: ProjectNode, { nodeOf }: ManifestInput): ManifestNode {
  const inputs = Object.entries(node.inputs)
    .filter(([name]) => name !== 'model')
    .map(([name, input]) => [name, reference(nodeOf.get(input))])
  return {
    ...Object.fromEntries(inputs),
    ...node.arguments,
    ...(node.column !== undefined && { column_name: node.column }),
    model: `{{ get_where_subquery(${reference(tested)}) }}`,
  }
}

function reference(node: ProjectNode | undefined): string | null {
  if (!node) return null
  return node.resourceType === 'source' ? `source('${node.sourceName}', '${node.name}')` : `ref('${node.name}')`
}

/** What dbt has no word for: the line, so that an editor or a page opens the definition, what decides the rows, and what is compared. */
export function ownMeta({ place, rowsBy, isOpaque, state }: ArtifactNode): ManifestNode {
  const kerros = {
    state,
    ...(place !== undefined && { place }),
    ...(rowsBy && rowsBy.length > 0 && { rows_by: rowsBy }),
    ...(isOpaque && { is_opaque: true }),
  }
  return { kerros }
}

/** The fields of every node with a relation or a query. */
function base(described: ArtifactNode, { project }: ManifestInput): ManifestNode {
  const { node, relation, relationName, checksum, rawCode } = described
  return {
    ...nodePlace(described, project.name),
    resource_type: node.resourceType,
    database: relation?.database ?? project.database,
    schema: relation?.schema ?? project.schema,
    alias: relation?.name ?? node.name,
    checksum: { name: 'sha256', checksum },
    tags: node.tags,
    description: node.description ?? '',
    columns: manifestColumns(described),
    meta: ownMeta(described),
    group: null,
    docs: { show: true, node_color: null },
    patch_path: null,
    build_path: null,
    unrendered_config: {},
    created_at: CREATED_AT,
    relation_name: relationName ?? null,
    raw_code: rawCode,
  }
}

/** The fields of nodes with a query. */
function query({ node, compiledCode }: ArtifactNode, { nodes }: ManifestInput): ManifestNode {
  return {
    // The query is TypeScript, which dbt's schema has no word for.
    language: 'sql',
    ...nodeReferences(node, nodes),
    metrics: [],
    compiled: compiledCode !== undefined,
    compiled_code: compiledCode ?? null,
    compiled_path: null,
    extra_ctes_injected: true,
    extra_ctes: [],
    contract: { enforced: false, alias_types: true, checksum: null },
  }
}
