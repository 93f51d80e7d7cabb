import type { RelationDefinition } from '../definitions/definition.js'
import type { NamedSelectors } from '../graph/named-selectors.js'
import type { NamedDefinition } from './collect-definitions.js'
import type { ProjectNode } from './node.js'

/** Everything that a project's files define, frozen and checked. Knows no target. */
export interface Project {
  readonly name: string
  /** In a deterministic order: by unique id. */
  readonly nodes: readonly ProjectNode[]
  /** What `run-operation` can run: no nodes of the graph. Default: none. */
  readonly operations?: readonly NamedDefinition[]
  /** Selectors with names. Default: none. */
  readonly selectors?: NamedSelectors
  /** The node of a definition. */
  readonly nodeOf: ReadonlyMap<RelationDefinition, ProjectNode>
}
