import { isKerrosError } from '../../core/errors/index.js'
import type { Relation } from '../../core/relations/relation.js'
import { type OpenProjectOptions, openProject } from '../open/open-project.js'

/** A table that a source of the project declares. */
export interface DeclaredTable {
  readonly relation: Relation
  /** Relative to the project's root. */
  readonly file: string
}

/** The relations that a project knows. */
export interface ProjectRelations {
  /** Those that it builds itself: they are not sources. */
  readonly built: readonly Relation[]
  readonly declared: readonly DeclaredTable[]
}

/** @returns undefined when the project does not load, as while its sources are still missing. */
export async function projectRelations(options: OpenProjectOptions): Promise<ProjectRelations | undefined> {
  try {
    const { project, relations } = await openProject(options)
    const built: Relation[] = []
    const declared: DeclaredTable[] = []
    for (const node of project.nodes) {
      const relation = relations.get(node.uniqueId)
      const isInlined = node.resourceType === 'model' && node.definition.materialization.relationType === undefined
      if (relation === undefined || isInlined) continue
      if (node.resourceType === 'source') declared.push({ relation, file: node.file })
      else built.push(relation)
    }
    return { built, declared }
  } catch (error) {
    // A project without files has no models yet.
    return isKerrosError(error) && error.code === 'E_NO_PROJECT' ? { built: [], declared: [] } : undefined
  }
}
