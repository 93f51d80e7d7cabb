import { type ContractManifest, contractChanges, manifest } from '../../artifacts/index.js'
import type { Diagnostic } from '../../core/errors/index.js'
import { newRunId } from '../lease/run-id.js'
import type { OpenProject } from '../open/open-project.js'
import { readStateManifest } from '../state/read-state-manifest.js'
import { describeProject } from './describe-project.js'

/**
 * The contracts that a project breaks, compared with an earlier manifest; nothing where the folder has none.
 *
 * @param folder With the `manifest.json`.
 * @throws KerrosError `E_INVALID_OPTION` for a file of another kind.
 */
export async function breakingChanges(opened: OpenProject, folder: string): Promise<readonly Diagnostic[]> {
  const before = await readStateManifest(folder)
  if (!before || !hasContract(before)) return []
  const startedAt = new Date()
  const described = await describeProject(opened, { compiledCode: new Map() })
  const now = manifest(described, { invocationId: newRunId(), startedAt, generatedAt: startedAt })
  const files = new Map(opened.project.nodes.map(({ uniqueId, file }) => [uniqueId, file]))
  return contractChanges(before, now).map(({ uniqueId, name, changes }) => ({
    code: 'E_BREAKING_CHANGE',
    message: `the contract of "${name}" is broken: ${changes.join('; ')}`,
    hint: 'Put back what is gone, or agree with those who read it and run with --allow-breaking.',
    subject: name,
    at: files.get(uniqueId),
  }))
}

function hasContract({ nodes }: ContractManifest): boolean {
  return Object.values(nodes).some(
    (node) => (node as { config?: { contract?: { enforced?: boolean } } }).config?.contract?.enforced === true,
  )
}
