import { ColumnNode, ReferenceNode } from 'kysely'
import type { RelationDefinition } from '../../core/definitions/definition.js'
import { type Callback, callbacksOf, tablesIn } from '../../core/lineage/callbacks.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import type { Project } from '../../core/project/project.js'
import type { NameSlot } from '../../core/rename/name-slot.js'
import type { RenamePlan } from '../../core/rename/plan-rename.js'
import type { ProjectNames } from '../../core/rename/project-names.js'
import { comparedTrees } from '../../core/rename/tree-differences.js'
import type { Claim } from './claim.js'
import { marksIn } from './marked-world.js'

/** What callbacks are asked with. */
export interface CallbackContext {
  readonly project: Project
  readonly names: ProjectNames
  readonly plan: RenamePlan
  /** The names of the targets that hooks are asked for. */
  readonly targets: readonly string[]
}

/**
 * What the functions among a node's options make of marked places: checks, conditions of a merge, hooks. Columns that several tables
 * have, and what the functions do not show, are left to the compiler.
 */
export function callbackClaims(
  node: ProjectNode,
  marked: ProjectNode,
  context: CallbackContext,
): readonly (readonly [id: number, claim: Claim])[] {
  const after = callbacksOf(marked, context.targets)
  return callbacksOf(node, context.targets).flatMap((callback, i) => {
    const other = after[i]
    if (!other) return []
    return comparedTrees(callback.tree, other.tree).differences.flatMap((difference) => {
      const wants = wantsOf(callback, difference.path, context)
      return wants === undefined
        ? []
        : marksIn(difference.after).map((id) => [id, { node, wants, alias: undefined }] as const)
    })
  })
}

function wantsOf(callback: Callback, path: string, context: CallbackContext): Claim['wants'] | undefined {
  const { tree, tables } = callback
  const all = [...tables.values()].flatMap((definition) => slotsOf(definition, context))
  if (/\.sqlFragments\.\d+$/.test(path)) return all.some(context.plan.isRenamed) ? 'raw' : 'keep'
  const column = at(tree, path, 2)
  if (!isNode(column) || !ColumnNode.is(column)) return 'keep'
  const reference = at(tree, path, 3)
  const table = isNode(reference) && ReferenceNode.is(reference) ? reference.table?.table.identifier.name : undefined
  const definition = table === undefined ? undefined : tables.get(tablesIn(tree).get(table) ?? table)
  const meant = (definition ? slotsOf(definition, context) : all).filter(({ name }) => name === column.column.name)
  const renamed = meant.filter(context.plan.isRenamed)
  if (meant.length === 0 || (renamed.length > 0 && renamed.length < meant.length)) return undefined
  return renamed.length > 0 ? 'rename' : 'keep'
}

function slotsOf(definition: RelationDefinition, { project, names }: CallbackContext): readonly NameSlot[] {
  const node = project.nodeOf.get(definition)
  return (node && names.columns.get(node.uniqueId)) ?? []
}

/** What is some steps above a path of a tree. */
function at(tree: unknown, path: string, above: number): unknown {
  const keys = path.split('.').slice(1)
  return keys
    .slice(0, Math.max(0, keys.length - above))
    .reduce<unknown>((value, key) => (value as { readonly [key: string]: unknown })?.[key], tree)
}

function isNode(value: unknown): value is ColumnNode | ReferenceNode {
  return typeof value === 'object' && value !== null && 'kind' in value
}
