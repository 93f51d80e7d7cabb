export { DBT_VERSION } from './artifact-metadata.js'
export type {
  ArtifactColumn,
  ArtifactHooks,
  ArtifactNode,
  ArtifactOperation,
  ArtifactProject,
  ArtifactRun,
} from './artifact-project.js'
export { type Catalog, type CatalogRelation, catalog } from './catalog.js'
export { type ContractManifest, contractChanges } from './contract-changes.js'
export { type Manifest, type ManifestEntry, manifest, manifestEntries, manifestUnitTests } from './manifest/manifest.js'
export type { ManifestNode } from './manifest/manifest-node.js'
export { type NodeState, STATE_FORM } from './node-state.js'
export type { LoadedSource } from './open-lineage/loaded-source.js'
export type { JobRun, OpenLineageEvent } from './open-lineage/open-lineage-event.js'
export { RunEvents } from './open-lineage/run-events.js'
export { type RunResults, resultMessage, runResults } from './run-results.js'
export { sources } from './sources.js'
export { type StateOfNode, stateWords } from './state-words.js'
