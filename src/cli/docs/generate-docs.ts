import path from 'node:path'
import type { ArtifactProject } from '../../artifacts/index.js'
import type { RunResults } from '../../artifacts/run-results.js'
import type { Sources } from '../../artifacts/sources.js'
import type { KerrosError } from '../../core/errors/index.js'
import { describeSite } from '../../docs/index.js'
import { generateArtifacts } from '../../runtime/artifacts/generate-artifacts.js'
import { keptCatalog } from '../../runtime/artifacts/kept-catalog.js'
import { writeArtifacts } from '../../runtime/artifacts/write-artifacts.js'
import type { OpenProject } from '../../runtime/open/open-project.js'
import { readRegularText } from '../../util/regular-file.js'
import { type ChartsInput, drawnCharts, undrawnCharts } from './site-charts.js'
import { siteImages } from './site-images.js'
import { sitePages } from './site-pages.js'
import { writeSite } from './write-site.js'

/** What was written. */
export interface GeneratedDocs {
  /** The files, first the page to open. */
  readonly files: readonly string[]
  /** What is not in the site, and why: the target cannot be read, or the rows of a chart. */
  readonly errors: readonly KerrosError[]
  /** Whether the target could be read: without it there are no rows, sizes and charts. */
  readonly isTargetRead: boolean
}

/** What a site shows. */
export interface GenerateDocsOptions {
  /** Whether charts are drawn, for which their rows are read. Default: true. */
  readonly withCharts?: boolean
  /** Whether the target is asked for rows and sizes. Default: true; otherwise nothing is connected to, and there are no charts. */
  readonly withCatalog?: boolean
}

/**
 * Writes the documentation site of a project, its manifest and its catalog.
 *
 * @param folder Where they are written, and where the results of the last run are read: the project's `target/`.
 * @throws KerrosError if a file cannot be written.
 */
export async function generateDocs(
  opened: OpenProject,
  folder: string,
  { withCharts = true, withCatalog = true }: GenerateDocsOptions = {},
): Promise<GeneratedDocs> {
  const { described, manifest, catalog, unread } = await generateArtifacts(opened, { withCatalog })
  const written = await keptCatalog(folder, catalog, unread)
  const files = await writeArtifacts(folder, { 'manifest.json': manifest, 'catalog.json': written.catalog })
  const input = { opened, codeOf: codesOf(described) }
  const { charts, drawings, errors } = withCatalog
    ? await chartsOfSite(input, withCharts, unread)
    : undrawnCharts(input, 'Charts were left out: kerros docs generate --empty-catalog.')
  const { overview, pages, errors: pageErrors } = await sitePages(opened.config.docs, opened.root)
  const runResults = await readArtifact<RunResults>(path.join(folder, 'run_results.json'))
  const sources = await readArtifact<Sources>(path.join(folder, 'sources.json'))
  const descriptions = described.nodes.map(({ node }) => ({ file: '', text: node.description ?? '' }))
  const images = await siteImages([{ file: '', text: overview }, ...descriptions, ...pages], opened.root)
  const data = describeSite({ manifest, catalog, runResults, sources, overview, images: images.places, pages, charts })
  const page = await writeSite(folder, data, { drawings, images: images.files })
  return {
    files: [page, ...files],
    errors: [...(written.warning ? [written.warning] : errors), ...pageErrors],
    isTargetRead: !unread,
  }
}

/** What could not be opened for the catalog is not opened once more. */
async function chartsOfSite(input: ChartsInput, withCharts: boolean, unread: KerrosError | undefined) {
  if (!withCharts) return undrawnCharts(input, 'Charts were left out: kerros docs generate --no-charts.')
  if (unread) return undrawnCharts(input, `${unread.message}.`)
  return drawnCharts(input)
}

function codesOf({ nodes }: ArtifactProject): ChartsInput['codeOf'] {
  const charts = nodes.filter(({ node }) => node.resourceType === 'chart')
  const codes = new Map(charts.map(({ node, rawCode }) => [node.name, rawCode]))
  return (name) => codes.get(name) ?? ''
}

async function readText(file: string): Promise<string> {
  return readRegularText(file).catch(() => '')
}

/** `undefined` if nothing has run, or nothing was measured yet. */
async function readArtifact<Artifact>(file: string): Promise<Artifact | undefined> {
  const text = await readText(file)
  try {
    return text === '' ? undefined : (JSON.parse(text) as Artifact)
  } catch {
    return undefined
  }
}
