export type { ArtifactColumn, ArtifactNode, ArtifactProject, ArtifactRun } from './artifact-project.js'
export { type Catalog, type CatalogRelation, catalog } from './catalog.js'
export { type Manifest, type ManifestEntry, manifest, manifestEntries } from './manifest/manifest.js'
export { runResults } from './run-results.js'
