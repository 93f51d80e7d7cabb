import type { Columns } from '../../core/columns/index.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { CsvFile } from '../../core/ports/data-file.js'
import { dataBytes } from '../data-bytes.js'
import { MOST_PROBLEMS, recordProblem } from '../data-problem.js'
import type { ReadOptions, RecordCheck } from '../format-reader.js'
import { CsvRecords } from './csv-records.js'
import { CsvScanner } from './csv-scanner.js'

/** Reads every record of a CSV file. */
export async function checkCsv(
  file: CsvFile,
  columns: Columns,
  shown: string,
  { signal, onRow, onPart }: ReadOptions,
): Promise<RecordCheck> {
  const problems: Diagnostic[] = []
  const records = new CsvRecords(file, columns, {
    onRow,
    onProblem: (what, line) => problems.push(recordProblem(what, shown, line)),
  })
  const scanner = new CsvScanner((record) => records.take(record), file)
  for await (const chunk of dataBytes(file.path, shown, { ...file, signal })) {
    scanner.write(chunk)
    if (problems.length >= MOST_PROBLEMS) break
    await onPart?.()
  }
  if (problems.length < MOST_PROBLEMS) scanner.end()
  return { rows: records.rows, problems: problems.slice(0, MOST_PROBLEMS) }
}
