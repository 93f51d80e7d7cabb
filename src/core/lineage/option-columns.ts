import { COLUMN_OPTIONS, OPTIONS_BY_COLUMN } from '../definitions/options/column-options.js'
import { isPlainObject } from '../definitions/options/values/option-checks.js'
import type { ProjectNode } from '../project/nodes/node.js'

/** Options whose values are names of the node's own columns, or have such as keys. */
const OPTIONS: readonly string[] = [...COLUMN_OPTIONS, 'rowAccessPolicy', ...OPTIONS_BY_COLUMN]

/** The options of a node's definition that name one of its columns. */
export function optionsNaming(node: ProjectNode, column: string): readonly string[] {
  const definition: unknown = 'definition' in node ? node.definition : undefined
  const options = isPlainObject(definition) ? definition['options'] : undefined
  if (!isPlainObject(options)) return []
  return [
    ...OPTIONS.filter((option) => names(options[option], column)),
    ...(inConstraints(options['constraints'], column) ? ['constraints'] : []),
  ]
}

function names(value: unknown, column: string): boolean {
  if (value === column) return true
  if (Array.isArray(value)) return value.includes(column)
  if (!isPlainObject(value)) return false
  return (
    Object.hasOwn(value, column) ||
    ['on', 'using', 'field'].some((key) => names(value[key], column)) ||
    inPolicies(value, column)
  )
}

/** What a condition names is only known when it is compiled. */
function inConstraints(constraints: unknown, column: string): boolean {
  if (!isPlainObject(constraints)) return false
  const { notNull, primaryKey, unique, foreignKey } = constraints as { readonly [kind: string]: unknown }
  const keys = Array.isArray(unique) ? unique : []
  const references = Array.isArray(foreignKey) ? foreignKey : []
  return (
    [notNull, primaryKey, ...keys].some((named) => names(named, column)) ||
    references.some((key) => isPlainObject(key) && names(key['columns'], column))
  )
}

/** A masking policy is given other columns, too. */
function inPolicies(policies: { readonly [key: string]: unknown }, column: string): boolean {
  return Object.values(policies).some(
    (policy) => isPlainObject(policy) && 'using' in policy && names(policy['using'], column),
  )
}
