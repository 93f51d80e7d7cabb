/** A node of TypeScript's syntax tree, as all of its versions have it. */
export interface SyntaxNode {
  readonly kind: number
  readonly end: number
  getStart(file?: SyntaxNode): number
  forEachChild(visit: (child: SyntaxNode) => void): void
}

/** The kinds of nodes that kerros asks for. Their numbers differ from version to version. */
export const SYNTAX_KINDS = [
  'StringLiteral',
  'NoSubstitutionTemplateLiteral',
  'TemplateHead',
  'TemplateMiddle',
  'TemplateTail',
  'TaggedTemplateExpression',
  'TemplateExpression',
  'TemplateSpan',
  'Identifier',
  'PropertyAssignment',
  'ShorthandPropertyAssignment',
  'PropertyAccessExpression',
  'BindingElement',
  'PropertySignature',
  'LiteralType',
  'ImportDeclaration',
  'ExportDeclaration',
  'CallExpression',
  'ObjectLiteralExpression',
  'AwaitExpression',
  'ExpressionStatement',
  'Block',
] as const

/** A kind of syntax that renaming asks about. */
export type SyntaxKind = (typeof SYNTAX_KINDS)[number]

/** Something that the compiler finds wrong. */
export interface CompilerError {
  /** Absolute; `undefined` for what is in no file. */
  readonly file: string | undefined
  readonly start: number
  readonly end: number
  readonly message: string
}

/** A place in a file. */
export interface FileRange {
  readonly file: string
  readonly start: number
  readonly end: number
}

/** Contents of files in place of those on the disk, by absolute path. */
export type Texts = ReadonlyMap<string, string>

/** The compiler of a project, over the files of its tsconfig.json. */
export interface TypeScript {
  readonly version: string
  /** The project's own files, absolute; none of a package and no declarations. */
  readonly files: readonly string[]
  /** The syntax tree of one of the files on the disk. */
  tree(file: string): SyntaxNode
  kindOf(node: SyntaxNode): SyntaxKind | undefined
  /** Everything that `tsc` would report. */
  errors(texts: Texts): readonly CompilerError[]
  /** The names of the properties that the value of an expression has, or each of its elements; `undefined` without such. */
  propertiesAt(texts: Texts, places: readonly FileRange[]): readonly (ReadonlySet<string> | undefined)[]
  close(): void
}
