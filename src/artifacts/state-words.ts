import { type ComparedNode, STATE_PARTS, type StatePart } from './compared-node.js'
import type { ManifestNode } from './manifest/manifest-node.js'
import { type NodeState, STATE_FORM } from './node-state.js'
import { dbtChanges } from './with-dbt-state.js'

/** What has become of a node since an earlier manifest. */
export interface StateOfNode {
  /** The words of `state:` that it has. */
  readonly words: readonly string[]
  /** Why parts of it could not be compared, and count as modified: the earlier manifest is dbt's, or of another form. */
  readonly doubt: 'dbt' | 'form' | undefined
}

/** What has become of a node since an earlier manifest; `before` is missing where that does not have it. */
export function stateWords(now: ComparedNode, before: ManifestNode | undefined): StateOfNode {
  const parts = partsOf(now.node)
  if (!before)
    return {
      // What a macro has changed is there already.
      words: ['new', 'modified', ...parts.filter((part) => part !== 'macros').map((part) => `modified.${part}`)],
      doubt: undefined,
    }
  const earlier = stateOf(before)
  const doubt = earlier === undefined ? 'dbt' : earlier.form === STATE_FORM ? undefined : 'form'
  const changed =
    doubt === 'dbt'
      ? dbtChanges(now, before)
      : doubt === 'form'
        ? parts
        : changes(now, { node: before, state: earlier! })
  const found = parts.filter((part) => changed.includes(part))
  if (found.length === 0) return { words: ['old', 'unmodified'], doubt: undefined }
  return {
    words: ['old', 'modified', ...found.map((part) => `modified.${part}`)],
    doubt: doubt === 'dbt' && !found.includes('body') ? undefined : doubt,
  }
}

/** The parts that a node can have. A test has no relation that others read, an exposure and a chart are nothing but what they say. */
function partsOf({ resource_type: type }: ManifestNode): readonly StatePart[] {
  switch (type) {
    case 'model':
    case 'snapshot':
      return STATE_PARTS
    case 'seed':
      return ['body', 'configs', 'relation', 'persisted_descriptions']
    case 'source':
      return ['body', 'configs', 'relation']
    case 'test':
      return ['body', 'configs', 'macros']
    case 'analysis':
      return ['body', 'macros']
    default:
      return ['body']
  }
}

/** What differs between two states of one form. */
function changes(
  { node, persistDocs }: ComparedNode,
  before: { readonly node: ManifestNode; readonly state: NodeState },
): readonly StatePart[] {
  const now = stateOf(node)!
  const was = before.state
  const isOtherBody = now.body !== was.body
  return [
    ...(isOtherBody ? ['body' as const] : []),
    // The query is another one, and its own text is not: what has changed is something that it calls or names.
    ...(isOtherBody && node['raw_code'] === before.node['raw_code'] ? ['macros' as const] : []),
    ...(now.configs === was.configs ? [] : ['configs' as const]),
    ...(now.relation === was.relation ? [] : ['relation' as const]),
    ...(now.contract === was.contract ? [] : ['contract' as const]),
    ...((persistDocs.relation && now.description !== was.description) ||
    (persistDocs.columns && now.column_descriptions !== was.column_descriptions)
      ? ['persisted_descriptions' as const]
      : []),
  ]
}

/** The state of a node of a manifest; `undefined` where dbt has written it, or a kerros that did not know of states. */
function stateOf(node: ManifestNode): NodeState | undefined {
  const { kerros } = (node['meta'] ?? {}) as { readonly kerros?: { readonly state?: NodeState } }
  const state = kerros?.state
  return typeof state?.form === 'number' && typeof state.body === 'string' ? state : undefined
}
