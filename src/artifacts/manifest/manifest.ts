import { isBuildable, isRelationNode } from '../../core/project/nodes/node.js'
import { type ArtifactMetadata, artifactMetadata } from '../artifact-metadata.js'
import type { ArtifactNode, ArtifactProject, ArtifactRun } from '../artifact-project.js'
import { chartId, manifestChart, manifestExposure } from './manifest-exposure.js'
import { type ManifestInput, type ManifestNode, manifestNode } from './manifest-node.js'
import { manifestOperation } from './manifest-operation.js'
import { manifestSource } from './manifest-source.js'
import { manifestUnitTest } from './manifest-unit-test.js'

/** Nodes of a manifest by their unique ids. */
type ById = { readonly [uniqueId: string]: ManifestNode }

/** dbt's `manifest.json`, version 12: everything that a project defines. */
export interface Manifest {
  readonly metadata: ArtifactMetadata & {
    readonly project_name: string
    readonly project_id: null
    readonly user_id: null
    readonly send_anonymous_usage_stats: false
    readonly adapter_type: string
    readonly quoting: { readonly [part: string]: boolean }
    readonly run_started_at: string
  }
  readonly nodes: ById
  readonly sources: ById
  readonly exposures: ById
  readonly macros: ById
  readonly docs: ById
  readonly metrics: ById
  readonly groups: ById
  readonly selectors: ById
  readonly disabled: { readonly [uniqueId: string]: readonly ManifestNode[] }
  readonly parent_map: { readonly [uniqueId: string]: readonly string[] }
  readonly child_map: { readonly [uniqueId: string]: readonly string[] }
  readonly group_map: { readonly [group: string]: readonly string[] }
  readonly saved_queries: ById
  readonly semantic_models: ById
  readonly unit_tests: ById
}

/** One node of a manifest, and where it is. */
export interface ManifestEntry {
  readonly section: 'nodes' | 'sources' | 'exposures'
  readonly node: ManifestNode
}

/** The nodes of a project's manifest, one by one: of thousands, that is work that should not hold up everything else. */
export function* manifestEntries(project: ArtifactProject): Generator<ManifestEntry, void, undefined> {
  const input = inputOf(project)
  for (const each of project.nodes) yield entryOf(each, input)
  for (const each of project.operations ?? []) yield { section: 'nodes', node: manifestOperation(each, project) }
}

/**
 * Describes a project as dbt's manifest, version 12, so that the tools that read it read kerros projects. Pure.
 *
 * @param entries What {@link manifestEntries} says of the project.
 * @see https://schemas.getdbt.com/dbt/manifest/v12.json
 */
export function manifest(
  project: ArtifactProject,
  run: ArtifactRun,
  entries: readonly ManifestEntry[] = [...manifestEntries(project)],
): Manifest {
  return {
    metadata: {
      ...artifactMetadata('manifest/v12', project, run),
      project_name: project.name,
      project_id: null,
      user_id: null,
      send_anonymous_usage_stats: false,
      adapter_type: project.adapterType,
      quoting: { database: true, schema: true, identifier: true },
      run_started_at: run.startedAt.toISOString(),
    },
    nodes: byId(entries, 'nodes'),
    sources: byId(entries, 'sources'),
    exposures: byId(entries, 'exposures'),
    macros: {},
    docs: {},
    metrics: {},
    groups: groupsOf(project),
    selectors: {},
    disabled: disabledOf(project),
    ...familyMaps(inputOf(project)),
    group_map: groupMap(project),
    saved_queries: {},
    semantic_models: {},
    unit_tests: manifestUnitTests(project),
  }
}

/** The unit tests of a project by their unique ids. */
export function manifestUnitTests(project: ArtifactProject): ById {
  const input = inputOf(project)
  return Object.fromEntries(project.unitTests?.map((each) => [each.node.uniqueId, manifestUnitTest(each, input)]) ?? [])
}

/** What is left out, as dbt lists it: several definitions could have one unique id there. */
function disabledOf(project: ArtifactProject): Manifest['disabled'] {
  const input = inputOf(project)
  return Object.fromEntries(
    (project.disabled ?? []).map((each) => {
      const { node } = entryOf(each, input)
      // A test is disabled with what it tests.
      const config = { ...(node['config'] as object), enabled: false }
      return [each.node.uniqueId, [{ ...node, config, depends_on: { macros: [], nodes: [] } }]] as const
    }),
  )
}

function groupsOf({ name: project, groups }: ArtifactProject): ById {
  return Object.fromEntries(
    Object.entries(groups?.byName ?? {}).map(([name, { owner, description }]) => {
      const unique_id = `group.${project}.${name}`
      const place = { package_name: project, path: groups!.file, original_file_path: groups!.file }
      const config = { meta: {} }
      return [
        unique_id,
        { name, resource_type: 'group', unique_id, ...place, owner, description: description ?? null, config },
      ]
    }),
  )
}

/** The unique ids of the nodes of each group. */
function groupMap({ nodes, groups }: ArtifactProject): Manifest['group_map'] {
  const built = nodes.map(({ node }) => node).filter(isBuildable)
  const idsOf = (name: string) => built.filter(({ options }) => options.group === name).map(({ uniqueId }) => uniqueId)
  return Object.fromEntries(Object.keys(groups?.byName ?? {}).map((name) => [name, idsOf(name)]))
}

function inputOf(project: ArtifactProject): ManifestInput {
  const relations = project.nodes.map(({ node }) => node).filter(isRelationNode)
  return {
    project,
    nodes: new Map(project.nodes.map((each) => [each.node.uniqueId, each])),
    nodeOf: new Map(relations.map((node) => [node.definition, node])),
  }
}

function entryOf(each: ArtifactNode, input: ManifestInput): ManifestEntry {
  const { node } = each
  switch (node.resourceType) {
    case 'source':
      return { section: 'sources', node: manifestSource(each, node, input) }
    case 'exposure':
      return { section: 'exposures', node: manifestExposure(each, node, input) }
    case 'chart':
      return { section: 'exposures', node: manifestChart(each, node, input) }
    default:
      return { section: 'nodes', node: manifestNode(each, node, input) }
  }
}

function byId(entries: readonly ManifestEntry[], of: ManifestEntry['section']): ById {
  return Object.fromEntries(
    entries.filter(({ section }) => section === of).map(({ node }) => [node['unique_id'], node]),
  )
}

/** Who reads whom, both ways. Every node is in both maps. */
function familyMaps(input: ManifestInput): Pick<Manifest, 'parent_map' | 'child_map'> {
  const parents = new Map<string, readonly string[]>()
  const children = new Map<string, string[]>()
  const idOf = ({ node }: ArtifactNode) => (node.resourceType === 'chart' ? chartId(node, input) : node.uniqueId)
  for (const { uniqueId } of input.project.operations ?? []) {
    parents.set(uniqueId, [])
    children.set(uniqueId, [])
  }
  for (const each of input.nodes.values()) children.set(idOf(each), [])
  for (const { node } of input.project.unitTests ?? []) children.set(node.uniqueId, [])
  for (const each of input.nodes.values()) {
    const id = idOf(each)
    parents.set(id, each.node.dependsOn)
    for (const parent of each.node.dependsOn) children.get(parent)?.push(id)
  }
  for (const { node } of input.project.unitTests ?? []) {
    parents.set(node.uniqueId, node.dependsOn)
    for (const parent of node.dependsOn) children.get(parent)?.push(node.uniqueId)
  }
  return { parent_map: Object.fromEntries(parents), child_map: Object.fromEntries(children) }
}
