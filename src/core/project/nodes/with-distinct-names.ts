import type { Diagnostic } from '../../errors/index.js'
import type { ProjectNode, TestNode } from './node.js'

/**
 * Gives tests of columns that would have one name numbers, in the order in which they are written: no test is lost
 * because its arguments read like another's. What differs by case only is one name: a test's failing rows may be stored in a
 * relation of its name.
 */
export function withDistinctNames(nodes: readonly ProjectNode[]): readonly ProjectNode[] {
  const taken = new Set(nodes.filter((node) => !isNumbered(node)).map((node) => node.uniqueId.toLowerCase()))
  return nodes.map((node) => {
    if (!isNumbered(node)) return node
    let { name, uniqueId } = node
    for (let i = 2; taken.has(uniqueId.toLowerCase()); i++) {
      name = `${node.name}_${i}`
      uniqueId = `${node.uniqueId}_${i}`
    }
    taken.add(uniqueId.toLowerCase())
    return { ...node, name, uniqueId }
  })
}

function isNumbered(node: ProjectNode): node is TestNode {
  return node.resourceType === 'test' && !node.isNamed
}

/** Tests of columns that were given a name which something else has that is selected by name, also when only its case differs. */
export function checkGivenNames(nodes: readonly ProjectNode[]): readonly Diagnostic[] {
  const isGiven = (node: ProjectNode): boolean =>
    node.resourceType === 'test' && node.isNamed && node.testName !== undefined
  const first = new Map(
    nodes
      .filter((node) => node.resourceType !== 'source' && !isGiven(node))
      .map((node) => [node.name.toLowerCase(), node] as const),
  )
  return nodes.filter(isGiven).flatMap((node): Diagnostic[] => {
    const other = first.get(node.name.toLowerCase())
    if (!other) {
      first.set(node.name.toLowerCase(), node)
      return []
    }
    const shared = other.name === node.name ? 'have one name' : 'differ only by case'
    return [
      {
        code: 'E_AMBIGUOUS_NAME',
        message: `the test "${node.name}" in ${node.file} and the ${other.resourceType} "${other.name}" in ${other.file} ${shared}`,
        hint: 'Give it another name, in its options: a name is one node.',
        subject: node.file,
        names: [...new Set([other.name, node.name])],
        at: node.file,
      },
    ]
  })
}
