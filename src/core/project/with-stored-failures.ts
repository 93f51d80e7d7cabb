import type { Project } from './project.js'

/**
 * The same project, whose tests store their failing rows in what the project says, unless they say it themselves.
 *
 * @param isOfAll Whether tests that say nothing of it store them.
 */
export function withStoredFailures(project: Project, storedAs: 'table' | 'view', isOfAll: boolean): Project {
  const nodes = project.nodes.map((node) => {
    if (node.resourceType !== 'test') return node
    const isStored = node.storeFailures === true || (node.storeFailures === undefined && isOfAll)
    return isStored ? { ...node, storeFailures: storedAs } : node
  })
  return { ...project, nodes }
}
