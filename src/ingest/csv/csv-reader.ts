import { type Columns, varchar } from '../../core/columns/index.js'
import type { CsvFormat, FormatOptions } from '../../core/definitions/options/file-format-options.js'
import type { CsvFile } from '../../core/ports/data-file.js'
import { isCompressedName } from '../bytes/data-bytes.js'
import type { Expected, FormatReader, InspectedFile, Inspection, RowCounter } from '../format/format-reader.js'
import { checkCsv } from './check-csv.js'
import { CsvDocuments } from './csv-documents.js'
import { CsvProof } from './csv-proof.js'
import { plainForm } from './plain-form.js'
import { readHeader } from './read-header.js'

/** CSV files: what their header says, and what their records must be. */
export const csvReader: FormatReader<CsvFile> = {
  title: 'CSV file',
  canBeCompressed: true,
  inspect: inspectCsv,
  counter: csvCounter,
  check: checkCsv,
}

async function inspectCsv(
  { path, name, displayPath }: InspectedFile,
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
  const { fields, warnings, diagnostics } = await readHeader(path, displayPath, columns, { ...signs, fieldNames })
  const isCompressed = isCompressedName(name)
  return {
    file: { type: 'csv', path, name, isCompressed, isRewritten: false, fields, ...signs },
    warnings,
    diagnostics,
  }
}

function csvCounter({ fields, delimiter, quote, hasHeader, nullIf }: CsvFile, columns: Columns): RowCounter {
  const forms = fields.map((field) => {
    if (!field) return { form: plainForm(varchar().type, undefined), isNullable: true }
    const column = columns[field.column]!
    return { form: plainForm(column.type, field.timestampFormat), isNullable: column.isNullable }
  })
  const proof = new CsvProof({ fields: forms, delimiter, quote, hasHeader, nullIf })
  const documents = fields.map((field) => field !== undefined && columns[field.column]!.type.name === 'json')
  return documents.includes(true) ? new CsvDocuments(proof, documents, { delimiter, quote, hasHeader, nullIf }) : proof
}
