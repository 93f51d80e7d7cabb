import type { ColumnRef } from './node-lineage.js'
import type { How, Reason } from './reasons.js'

/** A column, or without `column` the rows of a node. */
export interface LineagePoint {
  /** The node's unique id. */
  readonly node: string
  /** The column's name; `undefined` for the rows of the node. */
  readonly column: string | undefined
}

/** One thing depends on another, in the node that it belongs to. */
export type LineageEdge =
  | {
      /** `to` is made of `from`. */
      readonly kind: 'value'
      /** The column that the other one depends on. */
      readonly from: ColumnRef
      /** The column, or the rows, that depend on it. */
      readonly to: ColumnRef
      readonly how: How
    }
  | {
      /** `from` decides which value `to` gets. */
      readonly kind: 'decides'
      readonly from: ColumnRef
      readonly to: ColumnRef
      readonly why: Reason
    }
  | {
      /** `from` decides which rows `to` has. */
      readonly kind: 'rows'
      readonly from: ColumnRef
      readonly to: LineagePoint & { readonly column: undefined }
      readonly why: Reason
    }
  | {
      /** `to` is an exposure that needs `from`, or that names no columns of its node. */
      readonly kind: 'exposure'
      readonly from: ColumnRef
      readonly to: LineagePoint & { readonly column: undefined }
    }
