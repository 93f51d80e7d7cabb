import type { SyntaxNode, TypeScript } from './typescript/typescript.js'

/** How a file says a name. */
export type PlaceKind =
  /** In a string, or in a part of a template. */
  | 'text'
  /** In the SQL of a tagged template. */
  | 'raw'
  /** As a property of an object, or as a variable that becomes one: `{ amount }`. */
  | 'key'
  | 'shorthand'
  /** As a property that is read: `row.amount`, `{ amount } = row`. */
  | 'access'
  | 'binding'
  /** As what a variable with another name gets: `{ amount: paid } = row`. */
  | 'bound'
  /** In a type. */
  | 'type'

/** A place in a file that says the name. */
export interface NamePlace {
  readonly id: number
  /** Absolute. */
  readonly file: string
  readonly kind: PlaceKind
  /** Where the name is. */
  readonly start: number
  readonly end: number
  /** The text around it: the content of the string, without its quotes. */
  readonly textStart: number
  readonly textEnd: number
}

/** Finds every place in files that may mean a column of a name; not in comments. */
export function namePlaces(
  typescript: TypeScript,
  files: readonly string[],
  texts: (file: string) => string,
  name: string,
): readonly NamePlace[] {
  const places: NamePlace[] = []
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped(name)}(?![\\p{L}\\p{N}_$])`, 'gu')
  for (const file of files) {
    const text = texts(file)
    if (!text.includes(name)) continue
    const tree = typescript.tree(file)
    const add = (kind: PlaceKind, [start, end]: readonly [number, number]): void => {
      for (const { index } of text.slice(start, end).matchAll(pattern)) {
        const at = start + index
        places.push({
          id: places.length,
          file,
          kind,
          start: at,
          end: at + name.length,
          textStart: start,
          textEnd: end,
        })
      }
    }
    const visit = (node: SyntaxNode, parents: readonly SyntaxNode[]): void => {
      const kind = kindOfPlace(typescript, node, parents, tree)
      if (kind) add(kind, contentOf(typescript, node, tree))
      node.forEachChild((child) => visit(child, [node, ...parents]))
    }
    visit(tree, [])
  }
  return places
}

function kindOfPlace(
  { kindOf }: TypeScript,
  node: SyntaxNode,
  [parent, grandparent, ...others]: readonly SyntaxNode[],
  tree: SyntaxNode,
): PlaceKind | undefined {
  if (!parent) return undefined
  const [own, above] = [kindOf(node), kindOf(parent)]
  const isFirst = (): boolean => parent.getStart(tree) === node.getStart(tree)
  switch (own) {
    case 'StringLiteral':
    case 'NoSubstitutionTemplateLiteral':
      if (above === 'ImportDeclaration' || above === 'ExportDeclaration') return undefined
      if (above === 'LiteralType' || above === 'PropertySignature') return 'type'
      if (above === 'TaggedTemplateExpression') return 'raw'
      return above === 'PropertyAssignment' && isFirst() ? 'key' : 'text'
    case 'TemplateHead':
      return grandparent && kindOf(grandparent) === 'TaggedTemplateExpression' ? 'raw' : 'text'
    case 'TemplateMiddle':
    case 'TemplateTail':
      // A part is in its span, the span in the template.
      return others[0] && kindOf(others[0]) === 'TaggedTemplateExpression' ? 'raw' : 'text'
    case 'Identifier':
      if (above === 'PropertyAssignment') return isFirst() ? 'key' : undefined
      if (above === 'ShorthandPropertyAssignment') return isFirst() ? 'shorthand' : undefined
      if (above === 'PropertyAccessExpression') return isFirst() ? undefined : 'access'
      if (above === 'PropertySignature') return isFirst() || node.end < parent.end ? 'type' : undefined
      return above === 'BindingElement' ? bindingOf(node, parent, tree) : undefined
    default:
      return undefined
  }
}

/** The name of what is read: `amount` of `{ amount }` and of `{ amount: a }`. */
function bindingOf(node: SyntaxNode, parent: SyntaxNode, tree: SyntaxNode): PlaceKind | undefined {
  if (parent.getStart(tree) !== node.getStart(tree)) return undefined
  let names = 0
  parent.forEachChild((child) => {
    if (child.kind === node.kind) names++
  })
  return names > 1 ? 'bound' : 'binding'
}

function contentOf({ kindOf }: TypeScript, node: SyntaxNode, tree: SyntaxNode): readonly [number, number] {
  const [start, end] = [node.getStart(tree), node.end]
  switch (kindOf(node)) {
    case 'Identifier':
      return [start, end]
    case 'TemplateHead':
    case 'TemplateMiddle':
      return [start + 1, end - 2]
    default:
      return [start + 1, end - 1]
  }
}

function escaped(text: string): string {
  return text.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&')
}
