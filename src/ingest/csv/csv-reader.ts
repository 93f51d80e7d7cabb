import type { Columns } from '../../core/columns/index.js'
import type { CsvFormat, FormatOptions } from '../../core/definitions/file-format.js'
import type { CsvFile } from '../../core/ports/data-file.js'
import { isCompressedName } from '../data-bytes.js'
import type { Expected, FileReader, InspectedFile, Inspection, RowCounter } from '../file-reader.js'
import { checkCsv } from './check-csv.js'
import { CsvCounter } from './csv-counter.js'
import { readHeader } from './read-header.js'

/** CSV files: what their header tells, and what their records must be. */
export const csvReader: FileReader<CsvFile> = {
  title: 'CSV file',
  hasLenientReading: true,
  canBeCompressed: true,
  inspect: inspectCsv,
  counter: csvCounter,
  check: checkCsv,
}

async function inspectCsv(
  { path, name, shown }: InspectedFile,
  { columns, fieldNames }: Expected,
  options: FormatOptions | undefined,
): Promise<Inspection<CsvFile>> {
  const { fieldDelimiter, fieldOptionallyEnclosedBy = '"', skipHeader, nullIf = [] } = (options ?? {}) as CsvFormat
  const signs = {
    delimiter: fieldDelimiter ?? ',',
    quote: fieldOptionallyEnclosedBy === 'none' ? undefined : fieldOptionallyEnclosedBy,
    hasHeader: skipHeader !== 0,
    nullIf,
  }
  const { fields, warnings, problems } = await readHeader(path, shown, columns, { ...signs, fieldNames })
  const isCompressed = isCompressedName(name)
  return { file: { type: 'csv', path, name, isCompressed, isChecked: false, fields, ...signs }, warnings, problems }
}

function csvCounter({ fields, delimiter, quote, hasHeader }: CsvFile, columns: Columns): RowCounter {
  // The fast count knows commas and double quotes only.
  if (delimiter !== ',' || quote !== '"') return { add: () => {}, agrees: () => false }
  const isWhole = fields.map((field) => {
    const type = field && columns[field.column]?.type.name
    return type === 'integer' || type === 'bigint' || field?.timestampFormat === 'epoch'
  })
  return new CsvCounter(isWhole, hasHeader ? 1 : 0)
}
