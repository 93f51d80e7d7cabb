import { KerrosError } from '../../../core/errors/index.js'
import type { StatementResult } from '../../../core/ports/warehouse.js'
import { quoteText } from '../text/snowflake-literals.js'

/**
 * The statement that reads one file of a stage into a landing table.
 *
 * @param stage A string with `@` and its name.
 * @param format What is in the parentheses of FILE_FORMAT.
 */
export function copySql(landing: string, stage: string, file: string, format: string): string {
  return `copy into ${landing} from ${stage} files = (${quoteText(file)})
file_format = (${format}) on_error = abort_statement`
}

/** What COPY INTO says of a file. */
export interface CopyReport {
  readonly rowsParsed: number
  readonly rowsLoaded: number
}

/**
 * Reads the report of a COPY INTO of one file: it has a row for each file.
 *
 * @param displayPath The file's path, as the user wrote it.
 * @throws KerrosError `E_DATA_FORMAT` when no file was read, or not all of its rows.
 */
export function copyReport({ rows }: StatementResult, displayPath: string): CopyReport {
  const [row] = rows
  const status = String(row?.['status'] ?? '')
  if (rows.length !== 1 || row?.['rows_loaded'] === undefined)
    throw failed(`Snowflake found no file for ${displayPath} in the stage${status ? `: ${status}` : ''}`)
  const rowsParsed = Number(row['rows_parsed'])
  const rowsLoaded = Number(row['rows_loaded'])
  const errors = Number(row['errors_seen'] ?? 0)
  if (status !== 'LOADED' || errors > 0 || rowsLoaded !== rowsParsed)
    throw failed(
      `Snowflake loaded ${rowsLoaded} of ${rowsParsed} rows of ${displayPath} (${status.toLowerCase()}, ${errors} errors${firstError(row)})`,
    )
  return { rowsParsed, rowsLoaded }
}

function firstError(row: { readonly [column: string]: unknown }): string {
  const line = row['first_error_line']
  return line === null || line === undefined ? '' : `, the first in line ${line}`
}

function failed(message: string): KerrosError {
  return new KerrosError('E_DATA_FORMAT', message, {
    hint: 'Nothing was loaded. Check the file and the stage, and load again.',
  })
}
