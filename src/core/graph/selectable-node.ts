import type { GraphNode } from './graph-node.js'

/** What a node can be selected by. */
export interface SelectableNode extends GraphNode {
  readonly name: string
  /** dbt's word: `model`, `source`, `seed`, `snapshot`, `test`, `analysis`, `exposure`, `chart`. */
  readonly resourceType: string
  readonly tags: readonly string[]
  /** Relative to the project's root, with forward slashes. */
  readonly file: string
  readonly sourceName?: string | undefined
  readonly materialized?: string | undefined
  /** The options of what is built, with those of its folders. */
  readonly options?: { readonly [name: string]: any } | undefined
  /** What became of it in an earlier run; there, if only as `undefined`, where such a run is compared with. */
  readonly lastStatus?: string | undefined
  /** Whether a source has newer rows than when it was measured before. */
  readonly isFresher?: boolean | undefined
  /** What has become of it since an earlier manifest, in the words of `state:`; there where one is compared with. */
  readonly states?: readonly string[] | undefined
  /** The kind of a column test, as in `not_null`. */
  readonly testName?: string | undefined
}
