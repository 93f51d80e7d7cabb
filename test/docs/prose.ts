import ts from 'typescript-6'

/** A text in two halves of the same length: what is in one is blank in the other, so that lines and places stay. */
export interface Halves {
  readonly prose: string
  readonly names: string
}

type Range = readonly [start: number, end: number]

/** Prose of TypeScript is in its comments and strings. */
export function halvesOfCode(text: string): Halves {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true)
  const ranges: Range[] = []
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(source)
    for (const child of children) visit(child)
    if (children.length > 0) return
    for (const comment of commentsAround(text, node)) ranges.push(comment)
    if (isText(node)) ranges.push([node.getStart(source), node.end])
  }
  visit(source)
  return halves(text, ranges)
}

/** Prose of Markdown is all but code within a line, which quotes what others have written. */
export function halvesOfMarkdown(text: string): Halves {
  const quoted = [...text.matchAll(/(?<!`)`[^`\n]+`(?!`)/g)].map(
    (match): Range => [match.index, match.index + match[0].length],
  )
  const { prose, names } = halves(text, quoted)
  return { prose: names, names: prose }
}

/** Prose of a test file that readers of results see: the names of its tests. Nothing of it counts as a name of code. */
export function titlesOfTests(text: string): Halves {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true)
  const ranges: Range[] = []
  const visit = (node: ts.Node): void => {
    const [title] = ts.isCallExpression(node) ? node.arguments : []
    if (title && isTitle(title) && isTestCall(node as ts.CallExpression))
      ranges.push([title.getStart(source), title.end])
    ts.forEachChild(node, visit)
  }
  visit(source)
  return { prose: halves(text, ranges).prose, names: blank(text) }
}

const isTitle = (node: ts.Node): boolean => isText(node) || ts.isTemplateExpression(node)

/** A call of `it`, or of what `it.each(…)` and the like return. */
function isTestCall({ expression }: ts.CallExpression): boolean {
  let callee: ts.Expression = expression
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee) || ts.isTaggedTemplateExpression(callee))
    callee = ts.isTaggedTemplateExpression(callee) ? callee.tag : callee.expression
  return ts.isIdentifier(callee) && ['describe', 'it', 'test'].includes(callee.text)
}

function commentsAround(text: string, node: ts.Node): readonly Range[] {
  const before = ts.getLeadingCommentRanges(text, node.pos) ?? []
  const behind = ts.getTrailingCommentRanges(text, node.end) ?? []
  return [...before, ...behind].map(({ pos, end }) => [pos, end])
}

function isText(node: ts.Node): boolean {
  return (
    ts.isStringLiteral(node) ||
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node)
  )
}

function halves(text: string, ranges: readonly Range[]): Halves {
  let [prose, names, at] = ['', '', 0]
  for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
    // The comment behind one token is also the one before the next.
    if (start < at) continue
    prose += blank(text.slice(at, start)) + text.slice(start, end)
    names += text.slice(at, start) + blank(text.slice(start, end))
    at = end
  }
  return { prose: prose + blank(text.slice(at)), names: names + text.slice(at) }
}

const blank = (text: string): string => text.replace(/./g, ' ')
