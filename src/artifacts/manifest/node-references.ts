import type { ProjectNode } from '../../core/project/nodes/node.js'
import type { ArtifactNode } from '../artifact-project.js'

/** What a node reads, in the three ways in which dbt says it. */
export interface NodeReferences {
  readonly refs: readonly { readonly name: string; readonly package: null; readonly version: null }[]
  /** Each with its schema and its name. */
  readonly sources: readonly (readonly [schema: string, name: string])[]
  readonly depends_on: { readonly macros: readonly string[]; readonly nodes: readonly string[] }
}

/** @param nodes Every node by its unique id. */
export function nodeReferences({ dependsOn }: ProjectNode, nodes: ReadonlyMap<string, ArtifactNode>): NodeReferences {
  const read = dependsOn.flatMap((id) => nodes.get(id)?.node ?? [])
  return {
    refs: read
      .filter(({ resourceType }) => resourceType !== 'source')
      .map(({ name }) => ({ name, package: null, version: null })),
    sources: read.flatMap((each) => (each.resourceType === 'source' ? [[each.sourceName, each.name] as const] : [])),
    depends_on: { macros: [], nodes: dependsOn },
  }
}
