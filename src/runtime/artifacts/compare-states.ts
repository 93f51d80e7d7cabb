import { type ManifestNode, manifestEntries, type StateOfNode, stateWords } from '../../artifacts/index.js'
import { ownValue } from '../../core/definitions/options/values/own-value.js'
import { KerrosError } from '../../core/errors/index.js'
import { counted } from '../../core/errors/wording.js'
import { isBuildable, type ProjectNode } from '../../core/project/nodes/node.js'
import type { UnitTestNode } from '../../core/project/project.js'
import type { OpenProject } from '../open/open-project.js'
import type { StateManifest } from '../state/read-state-manifest.js'
import { describeProject } from './describe-project.js'

/** A project whose nodes say what has become of them since an earlier manifest. */
export interface ComparedProject {
  readonly opened: OpenProject
  /** What could not be compared, and counts as modified. */
  readonly notes: readonly KerrosError[]
}

/** Compares a project with an earlier manifest, node by node. Connects to nothing. */
export async function compareStates(opened: OpenProject, before: StateManifest): Promise<ComparedProject> {
  const { project } = opened
  const described = await describeProject(opened, { compiledCode: new Map() })
  const entries = [...manifestEntries(described)]
  const earlier: { readonly [uniqueId: string]: ManifestNode } = {
    ...before.nodes,
    ...before.sources,
    ...before.exposures,
  }
  const compared = new Map<string, StateOfNode>()
  const nodes = project.nodes.map((node, i): ProjectNode => {
    const now = entries[i]!.node
    // A chart is among the exposures of a manifest.
    const found = ownValue(earlier, String(now['unique_id']))
    const state = stateWords({ node: now, persistDocs: persistedDocs(node, opened) }, found)
    compared.set(node.uniqueId, state)
    return { ...node, states: state.words }
  })
  const ids = new Map(project.nodes.map(({ uniqueId }, i) => [uniqueId, entries[i]!.node]))
  const unitTests = project.unitTests?.map((test) => ({ ...test, states: unitTestStates(test, ids, earlier) }))
  return {
    opened: { ...opened, project: { ...project, nodes, ...(unitTests && { unitTests }) } },
    notes: notesOf([...compared.values()]),
  }
}

/** Which descriptions of a node are written down in the warehouse: the target may do so for all. */
function persistedDocs(node: ProjectNode, { target: { dialect } }: OpenProject) {
  const { persistDocs } = isBuildable(node) ? node.options : {}
  return (isBuildable(node) && dialect.settingsOf({ persistDocs }).persistDocs) || {}
}

/** A unit test is modified when it says something else, or when what it tests computes something else: as in dbt. */
function unitTestStates(
  { name, dependsOn }: UnitTestNode,
  now: ReadonlyMap<string, ManifestNode>,
  earlier: { readonly [uniqueId: string]: ManifestNode },
): readonly string[] {
  const [tested = ''] = dependsOn
  const is = digestIn(now.get(tested), name)
  const was = digestIn(ownValue(earlier, tested), name)
  if (was === undefined) return ['new', 'modified', 'modified.body']
  return is === was ? ['old', 'unmodified'] : ['old', 'modified', 'modified.body']
}

function digestIn(node: ManifestNode | undefined, name: string): string | undefined {
  const { kerros } = (node?.['meta'] ?? {}) as {
    readonly kerros?: { readonly state?: { readonly unit_tests?: { readonly [name: string]: string } } }
  }
  const tests = kerros?.state?.unit_tests
  return tests && ownValue(tests, name)
}

function notesOf(states: readonly StateOfNode[]): readonly KerrosError[] {
  const ofDbt = states.filter(({ doubt }) => doubt === 'dbt').length
  const ofOtherForm = states.filter(({ doubt }) => doubt === 'form').length
  return [
    ...(ofDbt > 0
      ? [
          new KerrosError(
            'E_STATE',
            `what ${counted(ofDbt, 'node')} compute${ofDbt === 1 ? 's' : ''} cannot be compared`,
            {
              hint: 'The manifest of --state does not say it: dbt has written it, or an older kerros. These nodes count as modified. See docs/state.md.',
            },
          ),
        ]
      : []),
    ...(ofOtherForm > 0
      ? [
          new KerrosError('E_STATE', `${counted(ofOtherForm, 'node')} cannot be compared`, {
            hint: 'Another version of kerros has written the manifest of --state, which compares otherwise. These nodes count as modified.',
          }),
        ]
      : []),
  ]
}
