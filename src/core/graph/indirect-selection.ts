/** All modes of indirect selection, in dbt's words. */
export const INDIRECT_SELECTIONS = ['eager', 'cautious', 'buildable', 'empty'] as const

/**
 * Which tests are selected with nodes, of those that read at least one of them: all (`eager`), those that read only selected nodes
 * (`cautious`), those that read only selected nodes, what these depend on, and sources (`buildable`), or none (`empty`).
 */
export type IndirectSelection = (typeof INDIRECT_SELECTIONS)[number]
