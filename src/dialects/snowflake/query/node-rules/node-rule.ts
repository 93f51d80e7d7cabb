import type * as Kysely from 'kysely'
import type { OperationNode, OperationNodeKind } from 'kysely'

/** What Snowflake cannot do, and what to use instead. */
export interface Refusal {
  readonly kind: 'refusal'
  /** What is asked for, as the end of "Snowflake has no …". */
  readonly what: string
  readonly hint: string
}

/** The node of a kind, as Kysely declares it. */
export type NodeOf<K extends OperationNodeKind> = (typeof Kysely)[K] extends {
  is(node: OperationNode): node is infer N extends OperationNode
}
  ? N
  : never

/** `true` where Snowflake can; a function where it depends on the value (or on what is around it). */
export type PropertyRule<N, P extends keyof N> =
  | true
  | Refusal
  | ((value: Exclude<N[P], undefined>, node: N, parent: OperationNode | undefined) => Refusal | undefined)

/** One entry for each property of a node, so that a new one in Kysely does not compile until it is decided. */
export type NodeRule<N> = Refusal | { readonly [P in Exclude<keyof N, 'kind'>]-?: PropertyRule<N, P> }

/** One rule for each of some kinds of nodes. */
export type NodeRules<K extends OperationNodeKind> = { readonly [P in K]: NodeRule<NodeOf<P>> }

/** A rule that refuses a part of a node: Snowflake has no `what`, and the hint says what to do instead. */
export function refusal(what: string, hint: string): Refusal {
  return { kind: 'refusal', what, hint }
}
