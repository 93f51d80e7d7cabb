import { SYNTAX_KINDS, type SyntaxKind, type SyntaxNode } from './typescript.js'

/** Says what a node is, by the numbers of one version of TypeScript. */
export function kindTable(kinds: { readonly [name: string]: unknown }): (node: SyntaxNode) => SyntaxKind | undefined {
  // The numbers have several names each, so the table goes by name.
  const byNumber = new Map(SYNTAX_KINDS.map((name) => [kinds[name], name]))
  return ({ kind }) => byNumber.get(kind)
}
