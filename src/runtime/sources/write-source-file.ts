import type { SqlType } from '../../core/columns/index.js'
import type { LiveColumn, LiveRelation, LiveSchema } from '../../core/relations/live-schema.js'

import { calledFunctions, columnCall, commentText, propertyName, textLiteral } from './source-literals.js'

/** A column, or a relation without any column of a known type, that the file says in a comment only. */
export interface LeftOut {
  readonly table: string
  readonly column?: string
  readonly type?: string
}

/** What a source file is generated from. */
export interface SourceFileInput {
  readonly schema: LiveSchema
  /** The database, if it is not the target's. */
  readonly database: string | undefined
  typeOf(typeName: string): SqlType | undefined
}

/** The longest line of a formatted file. */
const WIDTH = 120

/**
 * A TypeScript file that declares a schema's tables: formatted, with comments as descriptions. Relations with quoted names
 * go into an `exact` source of their own.
 */
export function writeSourceFile(input: SourceFileInput): {
  readonly text: string
  readonly tables: readonly string[]
  readonly leftOut: readonly LeftOut[]
} {
  const { schema } = input
  const file = new SourceFile(input)
  const exact = schema.relations.filter((relation) => schema.needsExact || isQuoted(relation))
  const folding = schema.relations.filter((relation) => !exact.includes(relation))
  const name = exportName(schema.name)
  if (folding.length > 0) file.addSource(name, folding, false)
  if (exact.length > 0) file.addSource(folding.length > 0 ? `${name}_exact` : name, exact, true)
  return file.finish()
}

function isQuoted({ needsExact, columns }: LiveRelation): boolean {
  return needsExact || columns.some((column) => column.needsExact)
}

/** The file while it is written. */
class SourceFile {
  readonly #input: SourceFileInput
  readonly #functions = new Set(['source'])
  readonly #sources: string[] = []
  readonly #tables: string[] = []
  readonly #leftOut: LeftOut[] = []

  constructor(input: SourceFileInput) {
    this.#input = input
  }

  /** Adds one `source(…)` with its tables. */
  addSource(name: string, relations: readonly LiveRelation[], exact: boolean): void {
    const { schema } = this.#input
    const options = this.#options(relations, exact)
    const indent = options.length === 0 ? '  ' : '    '
    const tables = relations.flatMap((relation) => this.#table(relation, exact, indent))
    const inside = textLiteral(exact ? schema.exactName : schema.name)
    const lines =
      options.length === 0
        ? [`export const ${name} = source(${inside}, {`, ...tables, '})']
        : [`export const ${name} = source(`, `  ${inside},`, '  {', ...tables, '  },', ...options, ')']
    this.#sources.push(lines.join('\n'))
  }

  finish() {
    const imports = [...this.#functions].sort().join(', ')
    const text = [`import { ${imports} } from 'kerros'`, ...this.#sources].join('\n\n')
    return { text: `${text}\n`, tables: this.#tables, leftOut: this.#leftOut }
  }

  #table(relation: LiveRelation, exact: boolean, indent: string): readonly string[] {
    const name = spelled(relation, exact)
    if (relation.columns.every(({ type }) => this.#input.typeOf(type) === undefined)) {
      this.#leftOut.push({ table: name })
      return [`${indent}// ${commentText(name)}: kerros has no column for any of its types.`]
    }
    const columns = relation.columns.flatMap((column) => this.#column(relation, column, exact, `${indent}  `))
    this.#tables.push(name)
    return [`${indent}${propertyName(name)}: {`, ...columns, `${indent}},`]
  }

  #column(relation: LiveRelation, column: LiveColumn, exact: boolean, indent: string): readonly string[] {
    const name = spelled(column, exact)
    const type = this.#input.typeOf(column.type)
    if (!type) {
      this.#leftOut.push({ table: spelled(relation, exact), column: name, type: column.type })
      return [`${indent}// ${commentText(`${name} ${column.type}`)}: kerros has no column for this type.`]
    }
    for (const called of calledFunctions(type)) this.#functions.add(called)
    return columnLines(`${indent}${propertyName(name)}: ${columnCall(type)}`, column, indent)
  }

  /** The argument after the tables; empty if there is nothing to say. */
  #options(relations: readonly LiveRelation[], exact: boolean): readonly string[] {
    const { database } = this.#input
    const known = relations.filter(
      ({ comment, columns }) => comment !== undefined && columns.some(({ type }) => this.#input.typeOf(type)),
    )
    const plain = [
      ...(database === undefined ? [] : [`database: ${textLiteral(database)}`]),
      ...(exact ? ['exact: true'] : []),
    ]
    if (known.length === 0) return plain.length === 0 ? [] : [`  { ${plain.join(', ')} },`]
    const described = known.flatMap((relation) => descriptionLines(spelled(relation, exact), relation.comment!))
    return ['  {', ...plain.map((option) => `    ${option},`), '    tables: {', ...described, '    },', '  },']
  }
}

function spelled({ name, exactName }: { readonly name: string; readonly exactName: string }, exact: boolean): string {
  return exact ? exactName : name
}

/** A column as a formatter would leave it: on one line if short enough, else call by call. */
function columnLines(start: string, { isNullable, comment }: LiveColumn, indent: string): readonly string[] {
  const nullable = isNullable ? '.nullable()' : ''
  const text = comment === undefined ? undefined : textLiteral(comment)
  const line = `${start}${nullable}${text === undefined ? '' : `.describe(${text})`},`
  if (line.length <= WIDTH || text === undefined) return [line]
  if (!isNullable) return [`${start}.describe(`, `${indent}  ${text},`, `${indent}),`]
  const last = `${indent}  .describe(${text}),`
  const chain = [start, `${indent}  .nullable()`]
  if (last.length <= WIDTH) return [...chain, last]
  return [...chain, `${indent}  .describe(`, `${indent}    ${text},`, `${indent}  ),`]
}

function descriptionLines(table: string, comment: string): readonly string[] {
  const [key, text] = [propertyName(table), textLiteral(comment)]
  const line = `      ${key}: { description: ${text} },`
  if (line.length <= WIDTH) return [line]
  const own = `        description: ${text},`
  const description = own.length <= WIDTH ? [own] : ['        description:', `          ${text},`]
  return [`      ${key}: {`, ...description, '      },']
}

/** Words that no export can be called, and the names that the file imports. */
const TAKEN: ReadonlySet<string> = new Set(
  `break case catch class const continue debugger default delete do else enum export extends false finally for function
  if import in instanceof new null return super switch this throw true try typeof var void while with yield let static
  implements interface package private protected public await eval arguments
  source array bigint binary boolean date decimal double integer json timestamp varchar`.split(/\s+/),
)

/** The name under which a schema's source is exported: the schema's own, as far as that can be a name. */
function exportName(schema: string): string {
  const letters = schema.replace(/[^A-Za-z0-9_$]+/g, '_')
  const name = /^[0-9]|^$/.test(letters) ? `_${letters}` : letters
  return TAKEN.has(name) ? `${name}_` : name
}
