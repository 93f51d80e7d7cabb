import path from 'node:path'
import { type ArtifactProject, sources } from '../../artifacts/index.js'
import { KerrosError } from '../../core/errors/index.js'
import type { FreshnessRun } from '../../core/result/freshness-result.js'
import { toJson } from '../../util/to-json.js'
import { writeWhole } from '../files/write-whole.js'
import type { OpenProject } from '../open/open-project.js'
import { describeProject } from './describe-project.js'
import { artifactsFolderOf } from './write-artifacts.js'

/** Where `sources.json` of a project is, unless another file is named. */
export function sourcesFile({ root }: Pick<OpenProject, 'root'>): string {
  return path.join(artifactsFolderOf(root), 'sources.json')
}

/**
 * Writes how fresh sources are, as dbt's `sources.json`.
 *
 * @param file Its absolute path.
 * @throws KerrosError `E_ARTIFACTS` if it cannot be written.
 */
export async function writeSources(opened: OpenProject, run: FreshnessRun, file: string): Promise<void> {
  const text = toJson(sources(await describedSources(opened, run), run, new Date()))
  try {
    await writeWhole(file, `${text}\n`, 0o644)
  } catch (cause) {
    throw new KerrosError('E_ARTIFACTS', `${path.basename(file)} cannot be written: ${(cause as Error).message}`, {
      hint: 'Make its folder writable, or name another file with --output.',
      cause,
    })
  }
}

/** Only what is in the artifact: the SQL of every other node is not needed. */
async function describedSources(opened: OpenProject, { results }: FreshnessRun): Promise<ArtifactProject> {
  const measured = new Set(results.map(({ uniqueId }) => uniqueId))
  const nodes = opened.project.nodes.filter(({ uniqueId }) => measured.has(uniqueId))
  return describeProject({ ...opened, project: { ...opened.project, nodes } }, { compiledCode: new Map() })
}
