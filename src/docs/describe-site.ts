import type { Catalog } from '../artifacts/catalog.js'
import type { Manifest } from '../artifacts/manifest/manifest.js'
import type { ManifestNode } from '../artifacts/manifest/manifest-node.js'
import type { RunResultEntry, RunResults } from '../artifacts/run-results.js'
import type { Sources } from '../artifacts/sources.js'
import { layoutGraph } from './layout-graph.js'
import type { SiteChart, SiteColumn, SiteData, SiteFreshness, SiteNode, SiteResult, SiteTest } from './site-data.js'

/** What dbt writes for the newest time of a table that has none. */
const NO_TIME = '0001-01-01T00:00:00Z'

/** A chart with its definition. */
export interface DescribedChart extends SiteChart {
  readonly code: string
}

/** The artifacts that a site is made from. */
export interface SiteInput {
  readonly manifest: Manifest
  readonly catalog: Catalog
  /** The last run; `undefined` before the first. */
  readonly runResults: RunResults | undefined
  /** What was last measured of sources; `undefined` if nothing was. */
  readonly sources: Sources | undefined
  /** Markdown that introduces the project. */
  readonly overview: string
  readonly images: SiteData['images']
  readonly pages: SiteData['pages']
  /** What charts draw, by their names. */
  readonly charts: ReadonlyMap<string, DescribedChart>
}

/** Makes the data of the documentation site out of artifacts. Pure. */
export function describeSite(input: SiteInput): SiteData {
  const { manifest, catalog, runResults, charts } = input
  const freshness = siteFreshness(input.sources)
  const results = new Map(runResults?.results.map((result) => [result.unique_id, result]))
  const began = runResults ? startOf(runResults) : 0
  const resultOf = (id: string): SiteResult | undefined => {
    const found = results.get(id)
    return found && siteResult(found, began)
  }
  const all = [manifest.sources, manifest.nodes, manifest.exposures].flatMap((part) => Object.values(part))
  const drawn = all.filter((node) => node['resource_type'] !== 'test')
  const parentsOf = (node: ManifestNode) => manifest.parent_map[node['unique_id'] as string] ?? []
  const layout = layoutGraph(drawn.map((node) => ({ id: node['unique_id'] as string, parents: parentsOf(node) })))
  return {
    project: manifest.metadata.project_name,
    generatedAt: manifest.metadata.generated_at,
    kerrosVersion: manifest.metadata.env['kerros_version'] ?? '',
    adapter: manifest.metadata.adapter_type,
    overview: input.overview,
    images: input.images,
    pages: input.pages,
    nodes: drawn.map((node) => {
      const id = node['unique_id'] as string
      const place = layout.places.get(id) ?? { x: 0, y: 0 }
      return siteNode(node, {
        catalog,
        charts,
        parents: parentsOf(node),
        result: resultOf(id),
        freshness: freshness.get(id),
        ...place,
      })
    }),
    tests: [...all.filter((node) => node['resource_type'] === 'test'), ...Object.values(manifest.unit_tests)].map(
      (node) => {
        const id = node['unique_id'] as string
        return siteTest(node, parentsOf(node), { result: resultOf(id), storedIn: results.get(id)?.relation_name })
      },
    ),
    run: runResults && {
      command: String(runResults.args['which'] ?? 'build'),
      target: typeof runResults.args['target'] === 'string' ? runResults.args['target'] : undefined,
      startedAt: runResults.metadata.invocation_started_at,
      duration: runResults.elapsed_time,
    },
    graph: { width: layout.width, height: layout.height },
  }
}

function siteFreshness(sources: Sources | undefined): ReadonlyMap<string, SiteFreshness> {
  const found = sources?.results.map((result): [string, SiteFreshness] => {
    const { unique_id, status } = result
    if (result.status === 'runtime error')
      return [unique_id, { status, newest: undefined, measuredAt: sources.metadata.generated_at, error: result.error }]
    const { max_loaded_at, snapshotted_at } = result
    const newest = Date.parse(max_loaded_at) === Date.parse(NO_TIME) ? undefined : max_loaded_at
    return [unique_id, { status, newest, measuredAt: snapshotted_at, error: undefined }]
  })
  return new Map(found)
}

/** The first statement's start: planning before it is no part of the timeline. */
function startOf({ results }: RunResults): number {
  const starts = results.flatMap(({ timing }) => timing.map(({ started_at }) => Date.parse(started_at)))
  return starts.length === 0 ? 0 : starts.reduce((least, start) => Math.min(least, start))
}

function siteResult({ status, message, execution_time, timing, thread_id }: RunResultEntry, began: number): SiteResult {
  const [first] = timing
  const start = first && (Date.parse(first.started_at) - began) / 1000
  return { status, message, duration: execution_time, start, thread: thread_id }
}

/** What kerros adds to the `meta` of a manifest's node. */
interface KerrosMeta {
  readonly place?: string
  readonly chart?: { readonly category: string; readonly value: string }
  readonly columns?: SiteNode['needs']
  readonly rows_by?: SiteNode['rowsBy']
  readonly is_opaque?: true
}

interface NodeSurroundings {
  readonly catalog: Catalog
  readonly charts: SiteInput['charts']
  readonly parents: readonly string[]
  readonly result: SiteResult | undefined
  readonly freshness: SiteFreshness | undefined
  readonly x: number
  readonly y: number
}

function siteNode(node: ManifestNode, surroundings: NodeSurroundings): SiteNode {
  const { catalog, charts, parents, result, freshness, x, y } = surroundings
  const id = node['unique_id'] as string
  const config = (node['config'] ?? {}) as ManifestNode
  const meta = (node['meta'] ?? {}) as {
    readonly owner?: unknown
    readonly kerros?: KerrosMeta
  }
  const owner = (node['owner'] as { readonly name?: string } | undefined)?.name ?? meta.owner
  const type = node['resource_type'] as string
  const chart = meta.kerros?.chart && charts.get(node['name'] as string)
  const place = meta.kerros?.place ?? (node['original_file_path'] as string)
  const table = catalog.nodes[id] ?? catalog.sources[id]
  return {
    id,
    name: node['name'] as string,
    type: meta.kerros?.chart ? 'chart' : type,
    materialized: type === 'model' ? (config['materialized'] as string) : undefined,
    description: (node['description'] as string | undefined) ?? '',
    tags: (node['tags'] as readonly string[] | undefined) ?? [],
    owner: typeof owner === 'string' && !meta.kerros?.chart ? owner : undefined,
    layer: layerOf(place),
    place,
    relation: (node['relation_name'] as string | null | undefined) ?? undefined,
    hasContract: (config['contract'] as { readonly enforced?: boolean } | undefined)?.enforced === true,
    columns: siteColumns(node, table?.columns ?? {}),
    parents,
    rowsBy: meta.kerros?.rows_by ?? [],
    isOpaque: meta.kerros?.is_opaque ?? false,
    code: chart?.code ?? (node['raw_code'] as string | undefined) ?? '',
    sql: (node['compiled_code'] as string | null | undefined) ?? undefined,
    rows: statOf(table?.stats['num_rows']?.value),
    bytes: statOf(table?.stats['bytes']?.value),
    result,
    freshness,
    url: (node['url'] as string | null | undefined) ?? undefined,
    needs: neededColumns(meta.kerros, parents),
    chart: chart && { title: chart.title, sql: chart.sql, file: chart.file, note: chart.note },
    x,
    y,
  }
}

function neededColumns(meta: KerrosMeta | undefined, [of]: readonly string[]): SiteNode['needs'] {
  if (meta?.chart && of !== undefined) return { [of]: [meta.chart.category, meta.chart.value] }
  return meta?.columns ?? {}
}

/** The first folder below `src/` of a definition; the file itself where it is not in a folder. */
function layerOf(place: string): string {
  const [first = '', ...rest] = place.replace(/^src\//, '').split('/')
  return rest.length > 0 ? first : first.replace(/\.\w+(:\d+)?$/, '')
}

function statOf(value: number | boolean | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/** Columns as they are declared or follow from the query; types as the warehouse has them where it was asked. */
function siteColumns(
  node: ManifestNode,
  existing: { readonly [name: string]: { readonly type: string } },
): readonly SiteColumn[] {
  const keys = new Set((node['primary_key'] as readonly string[] | undefined) ?? [])
  const columns = Object.values((node['columns'] ?? {}) as { readonly [name: string]: ManifestNode })
  return columns.map((column) => {
    const name = column['name'] as string
    const found = Object.hasOwn(existing, name) ? existing[name]?.type : undefined
    return {
      name,
      type: found ?? (column['data_type'] as string | null) ?? undefined,
      description: column['description'] as string,
      isKey: keys.has(name),
      ...originsOf(column),
      isRequired: ((column['constraints'] as readonly unknown[] | undefined) ?? []).length > 0,
    }
  })
}

function originsOf(column: ManifestNode): Pick<SiteColumn, 'descriptionFrom' | 'madeOf' | 'decidedBy' | 'isOpaque'> {
  const meta = column['meta'] as {
    readonly description_from?: string
    readonly kerros?: {
      readonly made_of?: SiteColumn['madeOf']
      readonly decided_by?: SiteColumn['decidedBy']
      readonly is_opaque?: true
    }
  }
  const { made_of: madeOf = [], decided_by: decidedBy = [], is_opaque: isOpaque = false } = meta.kerros ?? {}
  return { descriptionFrom: meta.description_from, madeOf, decidedBy, isOpaque }
}

interface TestOutcome {
  readonly result: SiteResult | undefined
  readonly storedIn: string | null | undefined
}

function siteTest(node: ManifestNode, parents: readonly string[], { result, storedIn }: TestOutcome): SiteTest {
  const metadata = node['test_metadata'] as { readonly name: string } | undefined
  return {
    id: node['unique_id'] as string,
    name: node['name'] as string,
    kind: node['resource_type'] === 'unit_test' ? 'unit test' : metadata?.name,
    column: (node['column_name'] as string | null | undefined) ?? undefined,
    parents,
    description: (node['description'] as string | undefined) ?? '',
    severity: String((node['config'] as ManifestNode)['severity'] ?? 'error'),
    sql: (node['compiled_code'] as string | null | undefined) ?? undefined,
    storedIn: storedIn ?? undefined,
    result,
  }
}
