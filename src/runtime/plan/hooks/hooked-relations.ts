import type { RelationDefinition } from '../../../core/definitions/definition.js'
import { hookList } from '../../../core/definitions/hooks/hook-list.js'
import { isBuildable } from '../../../core/project/nodes/node.js'
import type { Project } from '../../../core/project/project.js'

/** The relations of which hooks may make something else than their queries do. */
export interface HookedRelations {
  /** Those with a post-hook, and those that are inputs of any hook: it may write to them. */
  readonly changed: ReadonlySet<unknown>
  /** Those whose pre-hooks may change what they read, right before they read it. */
  readonly withPreHook: ReadonlySet<RelationDefinition>
}

/** Looks at the hooks of a project's nodes. What they write is not known: a statement may be a `sql` template. */
export function hookedRelations({ nodes }: Project): HookedRelations {
  const changed = new Set<unknown>()
  const withPreHook = new Set<RelationDefinition>()
  for (const node of nodes.filter(isBuildable)) {
    const before = hookList(node.options.preHook)
    const after = hookList(node.options.postHook)
    for (const { inputs } of [...before, ...after]) for (const input of Object.values(inputs)) changed.add(input)
    if (after.length > 0) changed.add(node.definition)
    if (before.length > 0) withPreHook.add(node.definition)
  }
  return { changed, withPreHook }
}
