import type { Columns } from '../../core/columns/index.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { CsvFile } from '../../core/ports/data-file.js'
import { dataBytes } from '../bytes/data-bytes.js'
import { MOST_DIAGNOSTICS, recordDiagnostic } from '../format/data-diagnostic.js'
import type { ReadOptions, RecordCheck } from '../format/format-reader.js'
import { CsvRecords } from './csv-records.js'
import { CsvScanner } from './csv-scanner.js'

/** Reads every record of a CSV file. */
export async function checkCsv(
  file: CsvFile,
  columns: Columns,
  displayPath: string,
  { signal, onRow, onPart }: ReadOptions,
): Promise<RecordCheck> {
  const diagnostics: Diagnostic[] = []
  const records = new CsvRecords(file, columns, {
    onRow,
    onInvalid: (what, line) => diagnostics.push(recordDiagnostic(what, displayPath, line)),
  })
  const scanner = new CsvScanner((record) => records.take(record), file)
  for await (const chunk of dataBytes(file.path, displayPath, { ...file, signal })) {
    scanner.write(chunk)
    if (diagnostics.length >= MOST_DIAGNOSTICS) break
    await onPart?.()
  }
  if (diagnostics.length < MOST_DIAGNOSTICS) scanner.end()
  return { rows: records.rows, diagnostics: diagnostics.slice(0, MOST_DIAGNOSTICS) }
}
