import {
  type ArtifactProject,
  type ArtifactRun,
  type Catalog,
  catalog,
  type Manifest,
  manifest,
} from '../../artifacts/index.js'
import { newRunId } from '../lease/run-id.js'
import type { OpenProject } from '../open/open-project.js'
import { describeProject } from './describe-project.js'
import { readCatalog } from './read-catalog.js'

/** A project's description, and what of it exists. */
export interface ProjectArtifacts {
  readonly described: ArtifactProject
  readonly manifest: Manifest
  readonly catalog: Catalog
}

/**
 * Makes the manifest of a whole project, every query compiled, and the catalog of what exists on the target. If there is no
 * database yet, the catalog is empty.
 *
 * @throws KerrosError if the target cannot be opened.
 */
export async function generateArtifacts(opened: OpenProject): Promise<ProjectArtifacts> {
  const startedAt = new Date()
  const described = await describeProject(opened, { withLineage: true })
  const run: ArtifactRun = { invocationId: newRunId(), startedAt, generatedAt: new Date() }
  const relations = await existingRelations(described, opened)
  return { described, manifest: manifest(described, run), catalog: catalog(described, relations, run) }
}

async function existingRelations(described: ArtifactProject, { target, root }: OpenProject) {
  if (!(await target.exists(root))) return new Map()
  const warehouse = await target.connect({ projectRoot: root, threads: 1, readOnly: true })
  try {
    return await readCatalog(described, warehouse)
  } finally {
    await warehouse.close()
  }
}
