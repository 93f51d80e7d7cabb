import type { LiveColumn, LiveName, LiveRelation, LiveSchema } from '../../core/relations/live-schema.js'
import { commentText, propertyName } from './source-literals.js'
import type { LeftOut } from './write-source-file.js'

/** What the file of a `Database` interface is generated from. */
export interface DatabaseFileInput {
  readonly schema: LiveSchema
  /** Whether queries name the tables with their schema, as in `raw.sales`. */
  readonly isQualified: boolean
  /** The TypeScript of a type, in the names that `kerros` exports. */
  plainTypeOf(typeName: string): string
}

/** The types of `kerros` that a column's type may name. */
const NAMED = ['DateString', 'DecimalString', 'Json'] as const

/**
 * A TypeScript file with the `Database` interface of plain Kysely for a schema: formatted, with comments as docstrings.
 * Relations with quoted names are left out: the names of a query fold.
 */
export function writeDatabaseFile(input: DatabaseFileInput): {
  readonly text: string
  readonly tables: readonly string[]
  readonly leftOut: readonly LeftOut[]
} {
  const { schema } = input
  const isQuoted = (relation: LiveRelation) => schema.needsExact || relation.needsExact
  const written = schema.relations.filter((relation) => !isQuoted(relation))
  const leftOut = schema.relations.flatMap((relation) =>
    isQuoted(relation)
      ? [{ table: relation.exactName }]
      : relation.columns
          .filter(({ needsExact }) => needsExact)
          .map(({ exactName, type }) => ({ table: relation.name, column: exactName, type })),
  )
  const body = [
    ...schema.relations.filter(isQuoted).map(quoted('  ')),
    ...written.flatMap((relation) => tableLines(input, relation)),
  ].join('\n')
  const columns = written.flatMap((relation) => relation.columns.filter(({ needsExact }) => !needsExact))
  const text = [
    ...imports(columns.map((column) => columnType(input, column))),
    `export interface Database {\n${body}\n}\n`,
  ].join('\n')
  return { text, tables: written.map((relation) => tableName(input, relation)), leftOut }
}

function imports(types: readonly string[]): readonly string[] {
  const named = NAMED.filter((name) => types.some((type) => type.includes(name)))
  const lines = [
    ...(named.length > 0 ? [`import type { ${named.join(', ')} } from 'kerros'`] : []),
    ...(types.some((type) => type.startsWith('Generated<')) ? ["import type { Generated } from 'kysely'"] : []),
  ]
  return lines.length > 0 ? [...lines, ''] : []
}

function tableName({ schema, isQualified }: DatabaseFileInput, { name }: LiveName): string {
  return isQualified ? `${schema.name}.${name}` : name
}

function tableLines(input: DatabaseFileInput, relation: LiveRelation): readonly string[] {
  const columns = relation.columns.flatMap((column) =>
    column.needsExact
      ? [quoted('    ')(column)]
      : [...docstring(column.comment, '    '), `    ${propertyName(column.name)}: ${columnType(input, column)}`],
  )
  const name = propertyName(tableName(input, relation))
  return [...docstring(relation.comment, '  '), `  ${name}: {`, ...columns, '  }']
}

function columnType(input: DatabaseFileInput, { type, isNullable, hasDefault }: LiveColumn): string {
  const value = input.plainTypeOf(type)
  const nullable = isNullable && value !== 'unknown' ? `${value} | null` : value
  return hasDefault ? `Generated<${nullable}>` : nullable
}

function quoted(indent: string): (name: LiveName) => string {
  return ({ exactName }) => `${indent}// ${commentText(exactName)}: its name was quoted, and the names of a query fold.`
}

function docstring(comment: string | undefined, indent: string): readonly string[] {
  return comment === undefined ? [] : [`${indent}/** ${commentText(comment).replaceAll('*/', '*\\/')} */`]
}
