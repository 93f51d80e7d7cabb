import {
  type ArtifactProject,
  type ArtifactRun,
  type Catalog,
  type CatalogRelation,
  catalog,
  type Manifest,
  manifest,
} from '../../artifacts/index.js'
import { isKerrosError, type KerrosError } from '../../core/errors/index.js'
import { newRunId } from '../lease/run-id.js'
import type { OpenProject } from '../open/open-project.js'
import { describeProject } from './describe-project.js'
import { readCatalog } from './read-catalog.js'

/** A project's description, and what of it exists. */
export interface ProjectArtifacts {
  readonly described: ArtifactProject
  readonly manifest: Manifest
  readonly catalog: Catalog
  /** Why the target could not be read; then the catalog is empty. */
  readonly unread: KerrosError | undefined
}

/**
 * Makes the manifest of a whole project, every query compiled, and the catalog of what exists on the target. If there is no
 * database yet, or the target cannot be read, the catalog is empty.
 *
 * @param options.withCatalog Whether the target is asked. Default: true; otherwise nothing is connected to.
 */
export async function generateArtifacts(
  opened: OpenProject,
  { withCatalog = true }: { readonly withCatalog?: boolean } = {},
): Promise<ProjectArtifacts> {
  const startedAt = new Date()
  const described = await describeProject(opened, { withLineage: true })
  const run: ArtifactRun = { invocationId: newRunId(), startedAt, generatedAt: new Date() }
  const { relations, unread } = withCatalog ? await readRelations(described, opened) : NOTHING_READ
  return { described, manifest: manifest(described, run), catalog: catalog(described, relations, run), unread }
}

const NOTHING_READ = { relations: new Map<string, CatalogRelation>(), unread: undefined }

async function readRelations(described: ArtifactProject, opened: OpenProject) {
  try {
    return { relations: await existingRelations(described, opened), unread: undefined }
  } catch (error) {
    if (!isKerrosError(error)) throw error
    return { relations: new Map<string, CatalogRelation>(), unread: error }
  }
}

async function existingRelations(
  described: ArtifactProject,
  { target, root }: OpenProject,
): Promise<ReadonlyMap<string, CatalogRelation>> {
  if (!(await target.exists(root))) return new Map()
  const warehouse = await target.connect({ projectRoot: root, threads: 1, readOnly: true })
  try {
    return await readCatalog(described, warehouse)
  } finally {
    await warehouse.close()
  }
}
