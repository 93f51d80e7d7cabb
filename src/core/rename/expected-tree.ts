import type { OperationNode } from 'kysely'
import type { RenamePlan } from './plan-rename.js'
import type { NamedQuery } from './project-names.js'

/** A query's tree as it is after a renaming. */
export function expectedTree(query: NamedQuery, plan: RenamePlan): OperationNode {
  const renamed = new Set<string>()
  const aliases = new Map<string, string>()
  for (const { path, item, isRenamed, alias } of plan.changesOf(query)) {
    if (isRenamed) renamed.add(path)
    if (item !== undefined && alias !== undefined) aliases.set(item, alias)
  }
  const { to } = plan.renaming
  const copy = (value: unknown, path: string): unknown => {
    if (renamed.has(path)) return to
    if (Array.isArray(value)) return value.map((each, i) => copy(each, `${path}.${i}`))
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
    const node = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copy(child, `${path}.${key}`)]))
    const alias = aliases.get(path)
    return alias === undefined ? node : { kind: 'AliasNode', node, alias: { kind: 'IdentifierNode', name: alias } }
  }
  return withoutIdleAliases(copy(query.tree, '')) as OperationNode
}

/** A tree in which `a as a` is `a`: both give the same column. */
export function withoutIdleAliases(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIdleAliases)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  const node = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutIdleAliases(child)]))
  if (node['kind'] !== 'AliasNode') return node
  const alias = (node['alias'] as { readonly name?: unknown }).name
  const inner = node['node'] as {
    readonly kind: string
    readonly column?: { readonly name?: unknown; readonly column?: { readonly name?: unknown } }
  }
  const name =
    inner.kind === 'ReferenceNode'
      ? inner.column?.column?.name
      : inner.kind === 'ColumnNode'
        ? inner.column?.name
        : undefined
  return name !== undefined && name === alias ? inner : node
}
