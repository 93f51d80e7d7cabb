import path from 'node:path'
import type { RunResults } from '../../artifacts/run-results.js'
import type { Sources } from '../../artifacts/sources.js'
import { KerrosError } from '../../core/errors/index.js'
import { readRegularText } from '../../util/regular-file.js'
import type { OpenProject } from '../open/open-project.js'
import { asksForStates } from '../select/asks-for-states.js'
import type { SelectionOptions } from '../select/selection-options.js'
import { requireStateManifest } from '../state/read-state-manifest.js'
import { compareStates } from './compare-states.js'
import { artifactsFolderOf } from './write-artifacts.js'

/** How a project is compared with an earlier run. */
export interface WithStateOptions {
  /** With the `run_results.json`, the `sources.json` and the `manifest.json` of the earlier run. */
  readonly folder: string
  /** The folder as the user wrote it. */
  readonly displayPath: string
  /** What is selected: nodes are compared with the manifest only where that asks for it. */
  readonly selection?: SelectionOptions | undefined
  /** With the `sources.json` of now. Default: the project's `target/`. */
  readonly artifactsFolder?: string | undefined
  /** Is called with what cannot be compared. */
  readonly onWarning?: ((warning: KerrosError) => void) | undefined
}

/**
 * A project whose nodes can be selected by an earlier run: `result:` by its results, `source_status:` by how fresh sources
 * were then and are now, `state:` by what has changed since its manifest. Where a file is missing, its method says so when it is used.
 *
 * @throws KerrosError `E_FILE_NOT_FOUND` if the folder has none of them.
 */
export async function withState(opened: OpenProject, options: WithStateOptions): Promise<OpenProject> {
  const { folder, displayPath, selection = {}, onWarning } = options
  if (!asksForStates(selection, opened.project.selectors)) return withResults(opened, options)
  const before = await requireStateManifest(folder, displayPath, 'the selector "state:"')
  const { opened: compared, notes } = await compareStates(opened, before)
  for (const note of notes) onWarning?.(note)
  return withResults(compared, options)
}

async function withResults(
  opened: OpenProject,
  { folder, displayPath, artifactsFolder = artifactsFolderOf(opened.root) }: WithStateOptions,
): Promise<OpenProject> {
  const results = await readJson<RunResults>(path.join(folder, 'run_results.json'))
  const before = await readJson<Sources>(path.join(folder, 'sources.json'))
  if (!results && !before && (await hasManifest(folder))) return opened
  if (!results && !before)
    throw new KerrosError('E_FILE_NOT_FOUND', `there are no results of an earlier run in ${displayPath}`, {
      hint: 'Name the folder of its artifacts, with run_results.json, manifest.json, or sources.json of kerros source freshness.',
    })
  // Compared with itself, no source is ever fresher.
  const isOther = path.resolve(folder) !== path.resolve(artifactsFolder)
  const now = before && isOther ? await readJson<Sources>(path.join(artifactsFolder, 'sources.json')) : undefined
  const statuses = results && new Map(results.results.map(({ unique_id, status }) => [unique_id, status]))
  const fresher = before && now && fresherSources(before, now)
  const withLast = <N extends { readonly uniqueId: string }>(node: N): N => ({
    ...node,
    ...(statuses && { lastStatus: statuses.get(node.uniqueId) }),
    ...(fresher && { isFresher: fresher.has(node.uniqueId) }),
  })
  const { nodes, unitTests = [] } = opened.project
  const project = { ...opened.project, nodes: nodes.map(withLast), unitTests: unitTests.map(withLast) }
  return { ...opened, project }
}

/** A manifest alone is enough to compare contracts. */
async function hasManifest(folder: string): Promise<boolean> {
  return (await readRegularText(path.join(folder, 'manifest.json')).catch(() => undefined)) !== undefined
}

/** As in dbt: sources whose newest row is later than before, and those that were not measured before. */
function fresherSources(before: Sources, now: Sources): ReadonlySet<string> {
  const newest = ({ results }: Sources) =>
    results.flatMap((each) =>
      'max_loaded_at' in each ? [[each.unique_id, Date.parse(each.max_loaded_at)] as const] : [],
    )
  const earlier = new Map(newest(before))
  return new Set(
    newest(now).flatMap(([id, time]) => (time > (earlier.get(id) ?? Number.NEGATIVE_INFINITY) ? [id] : [])),
  )
}

async function readJson<Artifact extends { readonly results: unknown }>(file: string): Promise<Artifact | undefined> {
  const text = await readRegularText(file).catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const found = JSON.parse(text) as Artifact | null
    if (Array.isArray(found?.results)) return found
  } catch {
    // Reported below.
  }
  throw new KerrosError('E_INVALID_OPTION', `${file} is not an artifact with results`, {
    hint: 'Write it again with kerros build, or with kerros source freshness.',
  })
}
