import type { TargetNeeds } from '../core/ports/target-check.js'
import type { OpenProject } from './open-project.js'

/** What a project needs of its target, besides the schema it is built in: its sources. */
export function targetNeeds({ project, relations }: OpenProject): TargetNeeds {
  const sources = project.nodes.flatMap((node) => {
    if (node.resourceType !== 'source') return []
    return [{ relation: relations.get(node.uniqueId)!, isLoaded: node.load !== undefined, stage: node.load?.stage }]
  })
  return { sources }
}
