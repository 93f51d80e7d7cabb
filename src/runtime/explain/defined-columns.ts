import { isRelationNode, type ProjectNode } from '../../core/project/node.js'
import type { OpenProject } from '../open/open-project.js'

/** The names of a relation's columns as its definition has them, by its unique id; empty where nothing says them. */
export type DefinedColumns = (uniqueId: string) => readonly string[]

/** Looks up the columns that definitions have, whatever the warehouse holds. Nothing is worked out before it is asked for. */
export function definedColumns({ project, compiler }: Pick<OpenProject, 'project' | 'compiler'>): DefinedColumns {
  return (uniqueId) => {
    const node = project.nodes.find((one: ProjectNode) => one.uniqueId === uniqueId)
    if (!node || !isRelationNode(node)) return []
    return compiler.columnsOf(node.definition)?.map(({ name }) => name) ?? []
  }
}
