import { describeSqlType } from '../../core/columns/index.js'
import type { CsvFormat } from '../../core/definitions/options/file-format-options.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { DataFileType } from '../../core/ports/data-file.js'
import { FILE, type FileLoader, LOADED_AT } from '../../core/ports/file-loader.js'
import { isCompressedName } from '../bytes/data-bytes.js'
import { fileColumns, type LoadableTable } from '../find/loadable-table.js'
import { readerOf } from './format-readers.js'

/** What prevents loading a table, independent of the content of its files. */
export function checkTable(
  table: LoadableTable,
  loader: Pick<FileLoader, 'changedColumns'>,
  fullRefresh: boolean,
): readonly Diagnostic[] {
  const { name, columns, existing, declaredIn: at } = table
  const diagnostics: Diagnostic[] = [...checkTableFormat(table)]
  for (const [column, { type }] of Object.entries(fileColumns(columns))) {
    if (type.name !== 'array' && type.name !== 'binary') continue
    diagnostics.push({
      code: 'E_UNSUPPORTED',
      message: `column "${column}" of source "${name}" is ${describeSqlType(type)}, which cannot be loaded from a ${readerOf(typeOf(table.fileFormat)).title}`,
      hint: 'Declare it as varchar() or json() and convert it in a staging model.',
      at,
    })
  }
  for (const [column, wanted] of [[LOADED_AT, 'timestamp'] as const, [FILE, 'varchar'] as const]) {
    const type = columns[column]?.type
    if (!type || type.name === wanted) continue
    diagnostics.push({
      code: 'E_INVALID_DEFINITION',
      message: `column "${column}" of source "${name}" is filled by the load and must be ${wanted}(), not ${describeSqlType(type)}`,
      at,
    })
  }
  const filled = existing?.type === 'table' ? existing : undefined
  if (existing && !filled)
    diagnostics.push({
      code: 'E_RELATION_TYPE',
      message: `source "${name}" is a ${existing.type} in the warehouse, so no files can be loaded into it`,
      hint: `Drop the ${existing.type}, or remove the files from the source's "load".`,
      at,
    })
  else if (filled && !fullRefresh) {
    const changes = loader.changedColumns(filled, columns)
    const command = `kerros load --full-refresh --select source:${name}`
    if (changes.length > 0)
      diagnostics.push({
        code: 'E_CHANGED_COLUMNS',
        message: `the columns of source "${name}" differ from those of its table: ${changes.join('; ')}`,
        hint: `Rebuild the table from the files: ${command}`,
        commands: [command],
        at,
      })
  }
  return diagnostics
}

/** Formats in which the table's files would not be read alike on every engine. */
function checkTableFormat({ name, fileFormat, fileNames, declaredIn: at }: LoadableTable): readonly Diagnostic[] {
  const packed = fileNames.find(isCompressedName)
  const signs = fileFormat?.options.type === 'csv' ? checkSigns(fileFormat.name, fileFormat.options, at) : []
  if (packed === undefined || readerOf(typeOf(fileFormat)).canBeCompressed) return signs
  const message = `the file "${packed}" of source "${name}" is compressed as a whole, which is not valid for Parquet`
  return [
    {
      code: 'E_UNSUPPORTED',
      message,
      hint: 'Parquet files are compressed internally: use the file as it was written.',
      at,
    },
  ]
}

function typeOf(fileFormat: LoadableTable['fileFormat']): DataFileType {
  return fileFormat?.options.type ?? 'csv'
}

function checkSigns(format: string, options: CsvFormat, at: string): readonly Diagnostic[] {
  const { fieldDelimiter = ',', fieldOptionallyEnclosedBy: quote = '"' } = options
  const wrong = (what: string, value: string, hint: string): Diagnostic => ({
    code: 'E_INVALID_DEFINITION',
    message: `the ${what} of file format "${format}" is ${JSON.stringify(value)}, not one ASCII character`,
    hint,
    at,
  })
  return [
    ...(/^[^"\r\n\u0080-\uffff]$/.test(fieldDelimiter) && fieldDelimiter !== quote
      ? []
      : [
          wrong(
            'fieldDelimiter',
            fieldDelimiter,
            "Give one character, such as ';' or '\\t', that does not enclose fields.",
          ),
        ]),
    ...(quote === 'none' || /^[!-~]$/.test(quote)
      ? []
      : [wrong('fieldOptionallyEnclosedBy', quote, "Give one character, such as '\"', or 'none'.")]),
  ]
}
