import { isRelationNode, type ProjectNode } from '../../core/project/nodes/node.js'
import type { OpenProject } from '../open/open-project.js'

/** The names of a relation's columns as its definition has them, by its unique id; empty if they are unknown. */
export type DefinedColumns = (uniqueId: string) => readonly string[]

/** Looks up the columns that definitions have, independent of the warehouse. They are determined on first use. */
export function definedColumns({ project, compiler }: Pick<OpenProject, 'project' | 'compiler'>): DefinedColumns {
  return (uniqueId) => {
    const node = project.nodes.find((one: ProjectNode) => one.uniqueId === uniqueId)
    if (!node || !isRelationNode(node)) return []
    return compiler.columnsOf(node.definition)?.map(({ name }) => name) ?? []
  }
}
