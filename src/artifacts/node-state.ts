/**
 * How the digests of {@link NodeState} are made. Raise it when the same definition gets other digests than before: a manifest of an older
 * form is then not compared, which the command says, rather than everything being called modified without a reason.
 */
export const STATE_FORM = 1

/**
 * What is compared of a node with an earlier manifest: a digest for each thing that can change by itself. They are the same on every
 * target, and with every value of `--vars`. In `manifest.json` they are `meta.kerros.state`.
 */
export interface NodeState {
  /** {@link STATE_FORM} of the kerros that has made the digests. */
  readonly form: number
  /** What it computes: the query's tree and what it reads, or the rows of a seed's file. */
  readonly body: string
  /** How it is built or tested: its materialization and its options, but for those below and what only readers see. */
  readonly configs: string
  /** Where it is built, as the definition says it; missing for what has no relation. */
  readonly relation?: string | undefined
  /** The contract and the constraints; missing without any. */
  readonly contract?: string | undefined
  /** The description; missing without one. */
  readonly description?: string | undefined
  /** The descriptions of columns; missing without any. */
  readonly column_descriptions?: string | undefined
  /** The unit tests of the node, by their names; missing without any. */
  readonly unit_tests?: { readonly [name: string]: string } | undefined
}
