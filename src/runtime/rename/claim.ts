import type { ProjectNode } from '../../core/project/nodes/node.js'

/** What a node makes of a place in a file. */
export interface Claim {
  readonly node: ProjectNode
  /** Whether the name has to change there; `raw` for SQL text, which kerros does not read. */
  readonly wants: 'rename' | 'keep' | 'raw'
  readonly alias: string | undefined
}
