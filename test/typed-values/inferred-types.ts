import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import ts from 'typescript-6'
import { parseProblems, projectRoot, runCompiler } from '../types/type-check.js'
import { type Case, typedBy } from './cases.js'

/** A TypeScript type as what values of it can be. */
export interface Inferred {
  /** As the compiler writes it. */
  readonly text: string
  fits(value: unknown): boolean
}

/** Names that the calls use. */
export interface Names {
  readonly functions: readonly string[]
  readonly macros: readonly string[]
  readonly columns: readonly string[]
}

/** The type of each case, by its place; `undefined` where the compiler refuses it. */
export async function inferTypes(cases: readonly Case[], names: Names): Promise<readonly (Inferred | undefined)[]> {
  const folder = path.join(projectRoot, 'target/typed-values')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const head = `import type { Expression } from 'kysely'
import type { Db } from 'kerros'
import { ${names.functions.join(', ')} } from 'kerros'
import { ${names.macros.join(', ')} } from 'kerros/macros'
import { integer, bigint, decimal, double, varchar, boolean, date } from 'kerros'
import type { SubqueryBuilder } from '../../src/core/query/subquery-builder.js'
import type { t } from '../../test/typed-values/columns.js'
declare function valueOf<V>(of: Expression<V>): V
declare const eb: SubqueryBuilder<Db<{ t: typeof t }>, 't'>
const T = { ${names.columns.map((column) => `${column}: eb.ref('t.${column}')`).join(', ')} }
const YES = eb(T.yes, '=', true)
`
  const asked = [...new Set(cases.map(({ code }) => typedBy(code)))]
  const places = new Map(asked.map((code, i) => [code, i]))
  const lines = asked.map((code, i) => `export const c${i} = valueOf(${code})`)
  await writeFile(path.join(folder, 'cases.ts'), `${head}${lines.join('\n')}\n`)
  const config = {
    extends: '../../tsconfig.json',
    // Declarations, in which the compiler writes what it has inferred.
    compilerOptions: { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: '../..', outDir: 'types' },
    include: ['cases.ts'],
    exclude: [],
  }
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
  const diagnostics = parseProblems(await runCompiler('typescript', ['-p', folder]))
  const first = head.split('\n').length
  const broken = diagnostics.find(({ file, line }) => !file.endsWith('target/typed-values/cases.ts') || line < first)
  if (broken) throw new Error(`${broken.file}:${broken.line} ${broken.message}`)
  const refused = new Set(diagnostics.map(({ line }) => line - first))
  const emitted = await readFile(path.join(folder, 'types/target/typed-values/cases.d.ts'), 'utf8')
  const types = declaredTypes(ts.createSourceFile('cases.d.ts', emitted, ts.ScriptTarget.ES2023, true))
  const inferred = asked.map((_, i) => (refused.has(i) ? undefined : describe(types.get(`c${i}`)!)))
  return cases.map(({ code }) => inferred[places.get(typedBy(code))!])
}

function declaredTypes(source: ts.SourceFile): ReadonlyMap<string, ts.TypeNode> {
  const types = new Map<string, ts.TypeNode>()
  for (const statement of source.statements)
    if (ts.isVariableStatement(statement))
      for (const { name, type } of statement.declarationList.declarations) types.set(name.getText(), type!)
  return types
}

type Fits = (value: unknown) => boolean

function describe(type: ts.TypeNode): Inferred {
  return { text: type.getText().replace(/\s+/g, ' '), fits: predicate(type) }
}

const isPlain = (value: unknown): value is { [key: string]: unknown } =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

const decimal: Fits = (value) => typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)
const day: Fits = (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)

/** Types that have a name. */
const NAMED: { readonly [name: string]: Fits } = {
  Date: (value) => value instanceof Date,
  Uint8Array: (value) => value instanceof Uint8Array,
  DateString: day,
  DecimalString: decimal,
  Json: () => true,
}

const KEYWORDS: ReadonlyMap<ts.SyntaxKind, Fits> = new Map<ts.SyntaxKind, Fits>([
  [ts.SyntaxKind.NumberKeyword, (value) => typeof value === 'number'],
  [ts.SyntaxKind.BigIntKeyword, (value) => typeof value === 'bigint'],
  [ts.SyntaxKind.StringKeyword, (value) => typeof value === 'string'],
  [ts.SyntaxKind.BooleanKeyword, (value) => typeof value === 'boolean'],
])

/** What values of a type are. A type that says nothing (`any`, `unknown`) fits no value: it is no inferred type. */
function predicate(type: ts.TypeNode): Fits {
  const keyword = KEYWORDS.get(type.kind)
  if (keyword) return keyword
  if (ts.isParenthesizedTypeNode(type)) return predicate(type.type)
  if (ts.isUnionTypeNode(type)) {
    const members = type.types.map(predicate)
    return (value) => members.some((fits) => fits(value))
  }
  if (ts.isLiteralTypeNode(type)) return literal(type.literal)
  if (ts.isTemplateLiteralTypeNode(type)) return type.templateSpans.length === 1 ? decimal : day
  if (ts.isTypeOperatorNode(type)) return predicate(type.type)
  if (ts.isArrayTypeNode(type)) {
    const element = predicate(type.elementType)
    return (value) => Array.isArray(value) && value.every(element)
  }
  if (ts.isTypeReferenceNode(type)) return NAMED[type.typeName.getText().split('.').at(-1)!] ?? (() => false)
  if (ts.isImportTypeNode(type)) return NAMED[type.qualifier?.getText() ?? ''] ?? (() => false)
  if (!ts.isTypeLiteralNode(type)) return () => false
  if (type.members.some(ts.isIndexSignatureDeclaration)) return isPlain
  const properties = type.members
    .filter(ts.isPropertySignature)
    .map(({ name, type: of }) => [name.getText(), predicate(of!)] as const)
  return (value) =>
    isPlain(value) &&
    Object.keys(value).length === properties.length &&
    properties.every(([key, fits]) => Object.hasOwn(value, key) && fits(value[key]))
}

function literal(node: ts.LiteralTypeNode['literal']): Fits {
  if (node.kind === ts.SyntaxKind.NullKeyword) return (value) => value === null
  if (node.kind === ts.SyntaxKind.TrueKeyword) return (value) => value === true
  if (node.kind === ts.SyntaxKind.FalseKeyword) return (value) => value === false
  if (ts.isStringLiteral(node)) return (value) => value === node.text
  return (value) => String(value) === node.getText()
}
