import { neededColumns } from '../../core/definitions/exposure.js'
import type { ChartNode, ExposureNode } from '../../core/project/nodes/node.js'
import type { ArtifactNode } from '../artifact-project.js'
import { type ManifestInput, type ManifestNode, ownMeta } from './manifest-node.js'
import { nodePlace } from './node-place.js'
import { nodeReferences } from './node-references.js'

/** A reader of models as dbt's manifest has it. */
export function manifestExposure(described: ArtifactNode, node: ExposureNode, input: ManifestInput): ManifestNode {
  const { type, owner, url, maturity } = node.definition
  const { kerros, ...meta } = ownMeta(described)
  const columns = neededColumns(node.definition, (of) => input.nodeOf.get(of)?.uniqueId)
  const needed = Object.keys(columns).length > 0 && { columns }
  return {
    ...exposure(described, node, input),
    meta: { ...meta, kerros: { ...(kerros as object), ...needed } },
    type,
    owner: { name: owner.name ?? null, email: owner.email ?? null },
    url: url ?? null,
    maturity: maturity ?? null,
  }
}

/** A chart is what dbt calls an exposure: a picture that someone looks at. What it shows is in `meta.kerros.chart`. */
export function manifestChart(described: ArtifactNode, node: ChartNode, input: ManifestInput): ManifestNode {
  const { mark, category, value, orientation, title, limit } = node.definition
  const { kerros, ...meta } = ownMeta(described)
  const chart = { mark, category, value, orientation, title: title ?? null, limit: limit ?? null }
  return {
    ...exposure(described, node, input),
    unique_id: chartId(node, input),
    type: 'analysis',
    owner: { name: input.project.name, email: null },
    label: title ?? null,
    url: null,
    maturity: null,
    meta: { ...meta, kerros: { ...(kerros as object), chart } },
  }
}

/** dbt knows no charts: among the exposures a chart has an exposure's id. */
export function chartId(node: ChartNode, { project }: ManifestInput): string {
  return `exposure.${project.name}.${node.name}`
}

function exposure(described: ArtifactNode, node: ExposureNode | ChartNode, input: ManifestInput): ManifestNode {
  return {
    ...nodePlace(described, input.project.name),
    resource_type: 'exposure',
    description: node.description ?? '',
    label: null,
    meta: ownMeta(described),
    tags: node.tags,
    config: { enabled: true, tags: node.tags, meta: {} },
    unrendered_config: {},
    ...nodeReferences(node, input.nodes),
    metrics: [],
    created_at: 0,
  }
}
