import type { ProjectNode, TestNode } from './node.js'

/**
 * Gives tests of columns that would have one name numbers, in the order in which they are written: no test is lost
 * because its arguments read like another's.
 */
export function withDistinctNames(nodes: readonly ProjectNode[]): readonly ProjectNode[] {
  const taken = new Set(nodes.filter((node) => !isColumnTest(node)).map((node) => node.uniqueId))
  return nodes.map((node) => {
    if (!isColumnTest(node)) return node
    let { name, uniqueId } = node
    for (let i = 2; taken.has(uniqueId); i++) {
      name = `${node.name}_${i}`
      uniqueId = `${node.uniqueId}_${i}`
    }
    taken.add(uniqueId)
    return { ...node, name, uniqueId }
  })
}

function isColumnTest(node: ProjectNode): node is TestNode {
  return node.resourceType === 'test' && node.testName !== undefined
}
