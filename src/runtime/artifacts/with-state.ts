import path from 'node:path'
import type { RunResults } from '../../artifacts/run-results.js'
import type { Sources } from '../../artifacts/sources.js'
import { KerrosError } from '../../core/errors/index.js'
import type { ProjectNode } from '../../core/project/node.js'
import { readRegularText } from '../../util/regular-file.js'
import type { OpenProject } from '../open/open-project.js'
import { artifactsFolderOf } from './write-artifacts.js'

/**
 * A project whose nodes can be selected by an earlier run: `result:` by its results, `source_status:` by how fresh sources
 * were then and are now. Where a file is missing, its method says so when it is used.
 *
 * @param folder With the `run_results.json` and the `sources.json` of the earlier run.
 * @param displayPath The folder as the user wrote it.
 * @param artifactsFolder With the `sources.json` of now. Default: the project's `target/`.
 * @throws KerrosError `E_FILE_NOT_FOUND` if the folder has none of them, and no manifest.json either.
 */
export async function withState(
  opened: OpenProject,
  folder: string,
  displayPath: string,
  artifactsFolder = artifactsFolderOf(opened.root),
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
  const nodes = opened.project.nodes.map(
    (node): ProjectNode => ({
      ...node,
      ...(statuses && { lastStatus: statuses.get(node.uniqueId) }),
      ...(fresher && { isFresher: fresher.has(node.uniqueId) }),
    }),
  )
  return { ...opened, project: { ...opened.project, nodes } }
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
