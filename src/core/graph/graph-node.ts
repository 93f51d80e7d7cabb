/** What a graph needs to know of a node. */
export interface GraphNode {
  /** Unlike any other node's. Ties in every order are broken by it. */
  readonly uniqueId: string
  /** Unique ids of the nodes that it reads. */
  readonly dependsOn: readonly string[]
}
