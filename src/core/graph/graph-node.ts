/** What a graph needs to know of a node. */
export interface GraphNode {
  /** Unlike any other node's. Ties in every order are broken by it. */
  readonly uniqueId: string
  /** Unique ids of the nodes that it reads. */
  readonly dependsOn: readonly string[]
}

/** One node waits for another: `to` starts only when `from` is done. */
export interface Edge {
  readonly from: string
  readonly to: string
}
