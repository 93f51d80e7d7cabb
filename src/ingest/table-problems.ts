import { describeSqlType } from '../core/columns/index.js'
import type { Diagnostic } from '../core/errors/index.js'
import { FILE, type FileLoader, LOADED_AT } from '../core/ports/file-loader.js'
import { fileColumns, type LoadableTable } from './loadable-table.js'

/** What stands in the way of loading a table, whatever its files hold. */
export function tableProblems(
  table: LoadableTable,
  loader: Pick<FileLoader, 'changedColumns'>,
  fullRefresh: boolean,
): readonly Diagnostic[] {
  const { name, columns, existing, declaredIn: at } = table
  const problems: Diagnostic[] = [...formatProblems(table)]
  for (const [column, { type }] of Object.entries(fileColumns(columns))) {
    if (type.name !== 'array' && type.name !== 'binary') continue
    problems.push({
      code: 'E_UNSUPPORTED',
      message: `column "${column}" of source "${name}" is ${describeSqlType(type)}, which a CSV file cannot hold`,
      hint: 'Declare it as varchar() or json() and convert it in a staging model.',
      at,
    })
  }
  for (const [column, wanted] of [[LOADED_AT, 'timestamp'] as const, [FILE, 'varchar'] as const]) {
    const type = columns[column]?.type
    if (!type || type.name === wanted) continue
    problems.push({
      code: 'E_INVALID_DEFINITION',
      message: `column "${column}" of source "${name}" is filled by the load and must be ${wanted}(), not ${describeSqlType(type)}`,
      at,
    })
  }
  const filled = existing?.type === 'table' ? existing : undefined
  if (existing && !filled)
    problems.push({
      code: 'E_RELATION_TYPE',
      message: `source "${name}" is a ${existing.type} in the warehouse, so no files can be loaded into it`,
      hint: `Drop the ${existing.type}, or take the files out of the source’s "load".`,
      at,
    })
  else if (filled && !fullRefresh) {
    const changes = loader.changedColumns(filled, columns)
    if (changes.length > 0)
      problems.push({
        code: 'E_CHANGED_COLUMNS',
        message: `the columns of source "${name}" are not those of its table: ${changes.join('; ')}`,
        hint: `Build the table anew from the files: kerros load --full-refresh --select source:${name}`,
        at,
      })
  }
  return problems
}

/** What is read and checked here, before any engine sees it, is CSV. */
function formatProblems({ name, fileFormat, declaredIn: at }: LoadableTable): readonly Diagnostic[] {
  if (!fileFormat) return []
  if (fileFormat.options.type === 'csv') {
    const { fieldDelimiter = ',' } = fileFormat.options
    if (/^[^"\r\n\u0080-\uffff]$/.test(fieldDelimiter)) return []
    return [
      {
        code: 'E_INVALID_DEFINITION',
        message: `the fieldDelimiter of file format "${fileFormat.name}" is ${JSON.stringify(fieldDelimiter)}, not one character of ASCII`,
        hint: "Give one character, such as ';' or '\\t'.",
        at,
      },
    ]
  }
  return [
    {
      code: 'E_UNSUPPORTED',
      message: `the files of source "${name}" are ${fileFormat.options.type} ("${fileFormat.name}"), and kerros load reads CSV only`,
      hint: 'Write the files as CSV, or fill the table by other means.',
      at,
    },
  ]
}
