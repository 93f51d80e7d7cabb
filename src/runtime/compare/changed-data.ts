import type { NodeDiff } from '../../core/compare/node-diff.js'
import type { ChangesAndBase } from '../changes/changes-since.js'
import type { OpenProject } from '../open/open-project.js'
import { isComparable } from './comparable-nodes.js'
import { diffNodes } from './diff-nodes.js'
import { otherSide } from './other-side.js'

/** With what the data of a change is compared. */
export interface ChangedDataOptions {
  /** The other side: a target, `schema:NAME`, or a folder with a `manifest.json`. */
  readonly against: string
  /** Where the path of a folder starts. Default: the working directory. */
  readonly cwd?: string | undefined
  /** Cancels the queries in the engine. */
  readonly signal?: AbortSignal | undefined
}

/** The data of what has changed. */
export interface ChangedData {
  /** As the user called the other side. */
  readonly against: string
  readonly nodes: readonly NodeDiff[]
}

/**
 * Compares the relations that a change of a project concerns: here as the project names them now, there as the revision does. What is new
 * or gone has nothing to be compared with.
 *
 * @throws KerrosError as `otherSide` and `diffNodes` do.
 */
export async function changedData(
  opened: OpenProject,
  { changes: { nodes }, base }: ChangesAndBase,
  { against, cwd, signal }: ChangedDataOptions,
): Promise<ChangedData> {
  const concerned = new Set(
    nodes.filter(({ kind }) => kind === 'changed' || kind === 'follows').map(({ uniqueId }) => uniqueId),
  )
  const [now, before] = [relationsOf(opened), relationsOf(base)]
  // What was inlined before left no relation.
  const ids = new Set([...concerned].filter((id) => now.has(id) && before.has(id)))
  const other = await otherSide(opened, against, { cwd, namedBy: base })
  return { against, nodes: await diffNodes(opened, ids, other, { signal }) }
}

function relationsOf({ project }: OpenProject): ReadonlySet<string> {
  return new Set(project.nodes.filter(isComparable).map(({ uniqueId }) => uniqueId))
}
