import type { ProjectNode } from '../../core/project/nodes/node.js'

/**
 * The nodes of a project as another version of it has them. The name of a test has the columns in it that it tests, so
 * tests are found by what they test.
 *
 * @param nameOf What a node's column is called in the other version.
 * @returns `undefined` when the other version lacks the node.
 */
export function nodePairs(
  nodes: readonly ProjectNode[],
  others: readonly ProjectNode[],
  {
    nameOf,
    plain = (name) => name,
  }: {
    readonly nameOf: (node: string, column: string) => string
    /** What a name of the other version is without what was added to it. */
    readonly plain?: (name: string) => string
  },
): ReadonlyMap<ProjectNode, ProjectNode | undefined> {
  const byKey = new Map<string, ProjectNode[]>()
  for (const other of others) {
    const key = plain(keyOf(other, (_, column) => column))
    const found = byKey.get(key)
    if (found) found.push(other)
    else byKey.set(key, [other])
  }
  return new Map(nodes.map((node) => [node, byKey.get(keyOf(node, nameOf))?.shift()]))
}

function keyOf(node: ProjectNode, nameOf: (node: string, column: string) => string): string {
  // A name that was given has no column in it.
  if (node.resourceType !== 'test' || node.isNamed) return node.uniqueId
  const { testedNode, namedColumns, testName } = node
  if (testedNode === undefined) return node.uniqueId
  const tested = namedColumns.filter(({ input }) => input === 'model').map(({ column }) => nameOf(testedNode, column))
  return ['test', testedNode, testName, ...tested].join('\n')
}
