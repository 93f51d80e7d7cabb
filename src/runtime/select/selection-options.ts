import type { IndirectSelection } from '../../core/graph/indirect-selection.js'

/** A selection, in dbt's selector syntax. */
export interface SelectionOptions {
  /** Selectors that are combined, as a list or as one string with spaces between them. Default: everything. */
  readonly select?: string | readonly string[] | undefined
  /** Selectors of what is left out, in the same form. Default: nothing. */
  readonly exclude?: string | readonly string[] | undefined
  /** The name of a selector of the project, in place of `select` and `exclude`. Default: the project's default one, if it has one. */
  readonly selector?: string | undefined
  /** Which tests are selected with the nodes that they read. Default: `'eager'`, all that read at least one of them. */
  readonly indirectSelection?: IndirectSelection | undefined
}
