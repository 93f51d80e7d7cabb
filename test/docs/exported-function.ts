import path from 'node:path'
import ts from 'typescript-6'

/** What a reader wants to know of a function, out of its source. */
export interface ExportedFunction {
  readonly signature: string
  /** The first sentence of its docstring. */
  readonly summary: string
}

/** What types of values are called in signatures. */
const WORDS: { readonly [type: string]: string } = {
  Numeric: 'number',
  number: 'number',
  'number | null': 'number',
  string: 'string',
  Temporal: 'date',
  Text: 'string',
  'string | null': 'string',
  Truth: 'boolean',
  'readonly unknown[] | null': 'array',
}

/** What helper types are called there. */
const NAMES: { readonly [type: string]: string } = {
  OperationNodeSource: 'Expression',
  AllAlike: 'Expression[]',
  PartOf: 'DatePart',
  FrameStart: 'string',
  FrameEnd: 'string',
  ColumnName: 'string',
}

/** The functions that the files export, by their names. Of overloads the first one. */
export function exportedFunctions(files: readonly string[]): ReadonlyMap<string, ExportedFunction> {
  const found = new Map<string, ExportedFunction>()
  for (const file of files) {
    const source = ts.createSourceFile(path.basename(file), ts.sys.readFile(file)!, ts.ScriptTarget.Latest, true)
    for (const statement of source.statements) {
      if (!ts.isFunctionDeclaration(statement) || statement.name === undefined || !isExported(statement)) continue
      const name = statement.name.text
      if (!found.has(name)) found.set(name, { signature: signatureOf(statement), summary: summaryOf(statement) })
    }
  }
  return found
}

function isExported(declaration: ts.FunctionDeclaration): boolean {
  return declaration.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}

type Generics = ReadonlyMap<string, ts.TypeNode | undefined>

function signatureOf(declaration: ts.FunctionDeclaration): string {
  const generics: Generics = new Map(
    declaration.typeParameters?.map(({ name, constraint }) => [name.text, constraint] as const),
  )
  const parameters = declaration.parameters.map((parameter) => {
    const isOptional = parameter.questionToken !== undefined || parameter.initializer !== undefined
    const rest = parameter.dotDotDotToken ? '...' : ''
    const type = parameter.type ? shortType(parameter.type, generics) : typeOfDefault(parameter.initializer!)
    return `${rest}${parameter.name.getText().replace(/^_/, '')}${isOptional ? '?' : ''}${type === '' ? '' : `: ${type}`}`
  })
  return `${declaration.name!.text}(${parameters.join(', ')})`
}

const typeOfDefault = (value: ts.Expression): string => (ts.isStringLiteral(value) ? 'string' : 'number')

const listOf = (element: string): string => (element.includes(' ') ? `(${element})[]` : `${element}[]`)

/** The type of a parameter in short: which values, and if an expression or a constant is passed. */
function shortType(type: ts.TypeNode, generics: Generics): string {
  const short = (node: ts.TypeNode): string => shortType(node, generics)
  if (ts.isParenthesizedTypeNode(type)) return short(type.type)
  if (ts.isTypeOperatorNode(type)) return type.operator === ts.SyntaxKind.KeyOfKeyword ? 'string' : short(type.type)
  if (ts.isArrayTypeNode(type)) return listOf(short(type.elementType))
  if (ts.isUnionTypeNode(type)) return [...new Set(type.types.map(short))].join(' | ')
  if (ts.isIntersectionTypeNode(type)) return short(type.types[0]!)
  if (ts.isTupleTypeNode(type)) return listOf(short(type.elements[0]!))
  if (ts.isFunctionTypeNode(type))
    return `(${type.parameters.map(({ name }) => name.getText()).join(', ')}) => ${short(type.type)}`
  if (ts.isMappedTypeNode(type)) return `{ [name]: ${short(type.type!)} }`
  if (ts.isTypeReferenceNode(type)) return shortReference(type, generics)
  return type.kind === ts.SyntaxKind.ObjectKeyword ? '' : type.getText()
}

function shortReference(type: ts.TypeReferenceNode, generics: Generics): string {
  const name = type.typeName.getText()
  const [first, values, constants] = type.typeArguments ?? []
  if (generics.has(name)) {
    const constraint = generics.get(name)
    return constraint ? shortType(constraint, generics) : 'Expression'
  }
  if (name === 'NoInfer') return shortType(first!, generics)
  if (name === 'Takes' || name === 'EachTakes') {
    const word = WORDS[values!.getText()]
    const expression = word === undefined ? 'Expression' : `Expression<${word}>`
    const each = constants ? `${expression} | ${WORDS[constants.getText()] ?? 'constant'}` : expression
    return name === 'Takes' ? each : listOf(each)
  }
  return NAMES[name] ?? name
}

function summaryOf(declaration: ts.FunctionDeclaration): string {
  const [comment] = ts.getJSDocCommentsAndTags(declaration).filter(ts.isJSDoc)
  const text = ts.getTextOfJSDocComment(comment?.comment) ?? ''
  const paragraph = text
    .split(/\n\s*\n|\n```/)[0]!
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace(/\bdocs\/([\w-]+\.md)/g, '[$1]($1)')
    .replace(/\s+/g, ' ')
    .trim()
  return /^.*?[^.…]\.(?= |$)/.exec(paragraph)?.[0] ?? paragraph
}
