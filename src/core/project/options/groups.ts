import { isPlainObject, kindOf } from '../../definitions/options/values/option-checks.js'
import type { Diagnostic } from '../../errors/index.js'
import { didYouMean } from '../../graph/did-you-mean.js'
import { type BuildableNode, isBuildable, type ProjectNode } from '../nodes/node.js'

/** Who owns the models of a group. */
export interface ProjectGroup {
  /** Whom readers ask. */
  readonly owner: { readonly name?: string; readonly email?: string }
  /** What the group is about, for readers. */
  readonly description?: string
}

/** Groups by their names: dbt's `groups`. */
export type ProjectGroups = { readonly [name: string]: ProjectGroup }

/** What tsc would have refused in the groups of a configuration. */
export function checkGroups(groups: unknown): readonly Diagnostic[] {
  if (groups === undefined) return []
  const hint = "Give each its owner: groups: { finance: { owner: { name: 'Ann' } } }."
  const wrong = (message: string): Diagnostic => ({ code: 'E_CONFIG', message, hint, names: ['groups'] })
  if (!isPlainObject(groups)) return [wrong(`the option "groups" is ${kindOf(groups)}, not an object`)]
  return Object.entries(groups).flatMap(([name, group]) => {
    if (!isPlainObject(group)) return [wrong(`the group "${name}" is ${kindOf(group)}, not an object`)]
    const { owner } = group as Partial<ProjectGroup>
    const isOwner = isPlainObject(owner) && (owner['name'] !== undefined || owner['email'] !== undefined)
    return isOwner ? [] : [wrong(`the group "${name}" has no owner with a name or an email`)]
  })
}

/**
 * Groups that are not declared, private relations without one, and what reads a private relation from outside of its group. Tests may
 * read everything.
 */
export function checkAccess(nodes: readonly ProjectNode[], groups: ProjectGroups): readonly Diagnostic[] {
  const built = nodes.filter(isBuildable)
  const byId = new Map(built.map((node) => [node.uniqueId, node]))
  const names = Object.keys(groups)
  const about = ({ name, file }: ProjectNode) => ({ code: 'E_INVALID_DEFINITION' as const, subject: name, at: file })
  const undeclared = built.flatMap((node): Diagnostic[] => {
    const { group, access } = node.options
    if (group !== undefined && !names.includes(group))
      return [
        {
          ...about(node),
          message: `"${node.name}" is in the group "${group}", which the configuration does not declare`,
          hint:
            names.length === 0
              ? `Declare it in defineProject: groups: { ${group}: { owner: { name: '…' } } }.`
              : didYouMean(group, names, 'Groups are'),
          names: [group],
        },
      ]
    if (access !== 'private' || group !== undefined) return []
    return [
      {
        ...about(node),
        message: `"${node.name}" is private, and in no group`,
        hint: "Give it a group, whose models may read it: group: 'finance'.",
      },
    ]
  })
  const broken = nodes.flatMap((node): Diagnostic[] => {
    if (node.resourceType === 'test') return []
    const own = isBuildable(node) ? node.options.group : undefined
    return node.dependsOn
      .map((id) => byId.get(id))
      .filter((read): read is BuildableNode => read?.options.access === 'private' && read.options.group !== undefined)
      .filter((read) => read.options.group !== own)
      .map((read) => ({
        ...about(node),
        message: `"${node.name}" reads "${read.name}", which is private to the group "${read.options.group}"`,
        hint: isBuildable(node)
          ? `Read what the group makes public, or say group: '${read.options.group}'.`
          : 'Read what the group makes public.',
        names: [read.name],
      }))
  })
  return [...undeclared, ...broken]
}
