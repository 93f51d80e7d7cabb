import type { ManifestNode } from './manifest/manifest-node.js'

/** The parts of a node that can change, by the words of dbt's sub-selectors. */
export const STATE_PARTS = ['body', 'configs', 'relation', 'persisted_descriptions', 'contract', 'macros'] as const

/** A part of a node that can change. */
export type StatePart = (typeof STATE_PARTS)[number]

/** A node now, and what else decides whether it counts as modified. */
export interface ComparedNode {
  /** As the manifest of now has it. */
  readonly node: ManifestNode
  /** Which descriptions are written down in the warehouse. */
  readonly persistDocs: { readonly relation?: boolean | undefined; readonly columns?: boolean | undefined }
}
