import { counted } from '../../core/errors/wording.js'
import type { ProjectNode } from '../../core/project/nodes/node.js'
import type { ListedNode } from '../../runtime/select/list-nodes.js'
import { nodeTree } from './node-tree.js'

/**
 * Listed nodes as a tree of what reads what. Tests of columns, of relations and unit tests are counted at what they test: as branches they would hide it.
 *
 * @param all The nodes of the project.
 * @param width The terminal's width in columns; undefined: lines are whole.
 */
export function listTree(
  listed: readonly ListedNode[],
  all: readonly ProjectNode[],
  width: number | undefined,
): readonly string[] {
  const testedBy = new Map(
    all.flatMap((node) => (node.resourceType === 'test' && node.testedNode ? [[node.uniqueId, node.testedNode]] : [])),
  )
  for (const { uniqueId, resourceType, dependsOn } of listed)
    if (resourceType === 'unit_test' && dependsOn[0] !== undefined) testedBy.set(uniqueId, dependsOn[0])
  const counts = new Map<string, number>()
  const selected = new Set(listed.map(({ uniqueId }) => uniqueId))
  for (const { uniqueId } of listed) {
    const tested = testedBy.get(uniqueId)
    if (tested !== undefined) counts.set(tested, (counts.get(tested) ?? 0) + 1)
  }
  const isBranch = ({ uniqueId }: ListedNode): boolean => {
    const tested = testedBy.get(uniqueId)
    return tested === undefined || !selected.has(tested)
  }
  const branches = listed.filter(isBranch).map((node) => {
    const tests = counts.get(node.uniqueId) ?? 0
    const about = node.materialized ?? node.resourceType
    return { ...node, about: tests === 0 ? about : `${about}, ${counted(tests, 'test')}` }
  })
  return nodeTree(branches, width)
}
