import { type ArtifactRun, manifest } from '../../artifacts/index.js'
import { newRunId } from '../lease/run-id.js'
import type { OpenProject } from '../open/open-project.js'
import { describeProject } from './describe-project.js'
import { writeArtifacts } from './write-artifacts.js'

/**
 * Writes the manifest of a whole project, every query compiled, without connecting to anything.
 *
 * @throws KerrosError `E_ARTIFACTS` if it cannot be written; DiagnosticsError with every query that throws.
 */
export async function writeManifest(opened: OpenProject, folder: string): Promise<void> {
  const startedAt = new Date()
  const described = await describeProject(opened, { withLineage: true })
  const run: ArtifactRun = { invocationId: newRunId(), startedAt, generatedAt: new Date() }
  await writeArtifacts(folder, { 'manifest.json': manifest(described, run) })
}
