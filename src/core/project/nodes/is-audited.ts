import { type BuildableNode, isBuildable, type ProjectNode } from './node.js'

/** Whether the options of a node say that its rows are tested before readers see them, and it can have that. */
export function isAudited(node: ProjectNode | undefined): node is BuildableNode {
  if (!node || !isBuildable(node) || node.options.audit !== true) return false
  return node.definition.materialization.refusesAudit === undefined
}
