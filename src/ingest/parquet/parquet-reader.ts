import { type Column, describeSqlType, type SqlTypeName } from '../../core/columns/index.js'
import type { FormatOptions, ParquetFormat } from '../../core/definitions/options/file-format-options.js'
import { type Diagnostic, diagnosticOf, isKerrosError } from '../../core/errors/index.js'
import type { ParquetField, ParquetFile, ParquetKind } from '../../core/ports/data-file.js'
import { fileDiagnostic } from '../format/data-diagnostic.js'
import type { Expected, FormatReader, InspectedFile, Inspection } from '../format/format-reader.js'
import { checkMatch, leftOut, matchFields } from '../format/match-fields.js'
import type { ParquetColumn, ParquetSchema } from './parquet-schema.js'
import { readFooter } from './read-footer.js'

/** Parquet files: their own description. Only an engine can read their rows. */
export const parquetReader: FormatReader<ParquetFile> = {
  title: 'Parquet file',
  canBeCompressed: false,
  inspect: inspectParquet,
  counter: ({ rows: expected }) => ({ add: () => {}, agrees: (rows) => rows === expected }),
  check: undefined,
}

const NUMBERS: readonly SqlTypeName[] = ['integer', 'bigint', 'decimal', 'double', 'varchar']
const TIMESTAMP: readonly SqlTypeName[] = ['timestamp']

/** Types of columns that can hold values of each kind. */
const GOES_INTO: { readonly [K in ParquetKind]: readonly SqlTypeName[] } = {
  whole: [...NUMBERS, 'boolean'],
  decimal: NUMBERS,
  'wide decimal': [],
  int96: [],
  float: ['integer', 'bigint', 'decimal', 'double'],
  text: [...NUMBERS, 'boolean', 'date', 'timestamp', 'json'],
  boolean: ['boolean', 'varchar'],
  date: ['date', 'varchar'],
  timestamp: TIMESTAMP,
  nanoseconds: TIMESTAMP,
  nested: ['json'],
  other: [],
}

const TITLES: { readonly [K in ParquetKind]: string } = {
  whole: 'a whole number',
  decimal: 'a decimal',
  'wide decimal': 'a decimal of more than 38 digits, which no engine here reads',
  int96: 'a timestamp of 96 bits (INT96), which engines cut to microseconds',
  float: 'a floating point number',
  text: 'text',
  boolean: 'a boolean',
  date: 'a date',
  timestamp: 'a timestamp',
  nanoseconds: 'a timestamp',
  nested: 'a struct, list or map',
  other: 'of a type that cannot be loaded, such as bytes or a time of day',
}

const HINTS: { readonly [K in ParquetKind]?: string } = {
  int96:
    'Write the file with 64-bit timestamps: in Spark, set spark.sql.parquet.outputTimestampType to TIMESTAMP_MICROS.',
}

async function inspectParquet(
  { path, name, displayPath }: InspectedFile,
  { columns, fieldNames }: Expected,
  options: FormatOptions | undefined,
): Promise<Inspection<ParquetFile>> {
  const isBinaryText = (options as ParquetFormat | undefined)?.binaryAsText === true
  const file = { type: 'parquet', path, name, isCompressed: false, isRewritten: false, isBinaryText } as const
  const schema = await schemaOf(path, displayPath)
  if ('unreadable' in schema)
    return {
      file: { ...file, fields: [], rows: 0 },
      warnings: [],
      diagnostics: [schema.unreadable],
    }
  const matched = matchFields(
    schema.columns.map((column) => column.name),
    columns,
    fieldNames,
  )
  const words = { at: displayPath, where: 'the file', what: 'column', declaredBy: 'source' } as const
  const fields = schema.columns.flatMap((found, i): ParquetField[] => {
    const column = matched.columns[i]
    if (column === undefined) return []
    const kind = found.isBytes && isBinaryText ? 'text' : found.kind
    const isTimestamp = columns[column]!.type.name === 'timestamp'
    return [{ column, name: found.name, kind, timestampFormat: isTimestamp ? 'iso' : undefined }]
  })
  const wrong = fields.flatMap((field) => wrongKind(field, columns[field.column]!, schema.columns, displayPath))
  const warnings = [...leftOut(matched.extra), ...(schema.rows === 0 ? [{ message: 'it has no rows' }] : [])]
  return {
    file: { ...file, fields, rows: schema.rows },
    warnings,
    diagnostics: [...checkMatch(matched, fieldNames, words), ...wrong],
  }
}

async function schemaOf(
  path: string,
  displayPath: string,
): Promise<ParquetSchema | { readonly unreadable: Diagnostic }> {
  try {
    return await readFooter(path, displayPath)
  } catch (error) {
    // Reported together with the other files.
    if (isKerrosError(error) && error.code === 'E_DATA_FORMAT') return { unreadable: diagnosticOf(error) }
    throw error
  }
}

function wrongKind(
  { column, name, kind }: ParquetField,
  { type }: Column<unknown>,
  found: readonly ParquetColumn[],
  displayPath: string,
) {
  if (GOES_INTO[kind].includes(type.name)) return []
  const isBytes = found.some((one) => one.name === name && one.isBytes)
  const hint = isBytes
    ? "If it holds text, declare that in its format: fileFormat('…', { type: 'parquet', binaryAsText: true })."
    : (HINTS[kind] ?? 'Correct the file, or declare the column with the type that the file has.')
  const what = `: column "${column}" is ${describeSqlType(type)}, and in the file ${TITLES[kind]}`
  return [fileDiagnostic({ at: displayPath, what, hint })]
}
