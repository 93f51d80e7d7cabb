import type { ProjectNode } from '../../core/project/node.js'

/** Where a node is, as every node of a manifest says it. */
export interface NodePlace {
  readonly name: string
  readonly unique_id: string
  readonly package_name: string
  /** Relative to `src/`. */
  readonly path: string
  /** Relative to the project's root. */
  readonly original_file_path: string
  /** The project, the folders of the file below `src/`, and the name. */
  readonly fqn: readonly string[]
}

export function nodePlace({ uniqueId, name, file }: ProjectNode, project: string): NodePlace {
  const path = file.replace(/^src\//, '')
  return {
    name,
    unique_id: uniqueId,
    package_name: project,
    path,
    original_file_path: file,
    fqn: [project, ...path.split('/').slice(0, -1), name],
  }
}
