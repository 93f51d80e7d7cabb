import type { ProjectNode } from '../../core/project/nodes/node.js'

/** Where a node is, as every node of a manifest says it. */
export interface NodePlace {
  readonly name: string
  readonly unique_id: string
  readonly package_name: string
  /** Relative to `src/`. */
  readonly path: string
  /** Relative to the project's root; a seed's is its CSV file. */
  readonly original_file_path: string
  /** The project, the folders of the definition's file below `src/`, and the name. */
  readonly fqn: readonly string[]
}

type Placed = Pick<ProjectNode, 'uniqueId' | 'name' | 'file'>

/** Where a node is, in the words of a manifest. */
export function nodePlace(
  { node: { uniqueId, name, file: code }, file }: { readonly node: Placed; readonly file: string },
  project: string,
): NodePlace {
  return {
    name,
    unique_id: uniqueId,
    package_name: project,
    path: belowSources(file),
    original_file_path: file,
    fqn: [project, ...belowSources(code).split('/').slice(0, -1), name],
  }
}

function belowSources(file: string): string {
  return file.replace(/^src\//, '')
}
