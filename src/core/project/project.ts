import type { RelationDefinition } from '../definitions/definition.js'
import type { ProjectNode } from './node.js'

/** Everything that a project's files define, frozen and checked. Knows no target. */
export interface Project {
  readonly name: string
  /** In a deterministic order: by unique id. */
  readonly nodes: readonly ProjectNode[]
  /** The node of a definition. */
  readonly nodeOf: ReadonlyMap<RelationDefinition, ProjectNode>
}
