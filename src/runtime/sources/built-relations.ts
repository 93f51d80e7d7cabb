import { isKerrosError } from '../../core/errors/index.js'
import type { Relation } from '../../core/relations/relation.js'
import { type OpenProjectOptions, openProject } from '../open/open-project.js'

/**
 * The relations that the project itself builds: they are not sources.
 *
 * @returns undefined when the project does not load, as while its sources are still missing.
 */
export async function builtRelations(options: OpenProjectOptions): Promise<readonly Relation[] | undefined> {
  try {
    const { project, relations } = await openProject(options)
    return project.nodes.flatMap((node) => {
      const relation = relations.get(node.uniqueId)
      if (relation === undefined || node.resourceType === 'source') return []
      return node.resourceType === 'model' && node.definition.materialization.relationType === undefined
        ? []
        : [relation]
    })
  } catch (error) {
    // A project without files has no models yet.
    return isKerrosError(error) && error.code === 'E_NO_PROJECT' ? [] : undefined
  }
}
