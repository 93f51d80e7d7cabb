import type { SyntaxNode } from './typescript.js'

/** The outermost node that begins and ends where asked. */
export function nodeAt(file: SyntaxNode, start: number, end: number): SyntaxNode | undefined {
  let found: SyntaxNode | undefined
  const visit = (node: SyntaxNode): void => {
    if (found || node.end < end || node.getStart(file) > start) return
    if (node !== file && node.end === end && node.getStart(file) === start) found = node
    else node.forEachChild(visit)
  }
  visit(file)
  return found
}
