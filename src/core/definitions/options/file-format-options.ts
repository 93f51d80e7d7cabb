import type { Diagnostic } from '../../errors/index.js'
import { invalid } from './values/definition-diagnostics.js'
import { checkChoice, checkOptionNames, isPlainObject, kindOf, type OptionNames } from './values/option-checks.js'

/** CSV in UTF-8. Quoted empty text is the empty text, an empty field without quotes is NULL. */
export interface CsvFormat {
  /** CSV; other formats are `json` and `parquet`. */
  readonly type: 'csv'
  /** What separates the fields, one character. Default: `,`. */
  readonly fieldDelimiter?: string
  /**
   * The character that may enclose a field; within the field it is doubled. `'none'` when quotes are ordinary characters.
   * Default: `"`.
   */
  readonly fieldOptionallyEnclosedBy?: string
  /**
   * How many lines go before the rows. With `1` the line holds names, by which fields find their columns; with `0` the file
   * has rows only, and their fields are the declared columns in order, `_loaded_at` and `_file` left out. Default: 1.
   */
  readonly skipHeader?: 0 | 1
  /**
   * Strings that mean NULL, as in `['NULL', '\\N']`, in addition to the empty field. Snowflake reads them as NULL in quotes
   * too, DuckDB without quotes only. Default: none.
   */
  readonly nullIf?: readonly string[]
}

/**
 * JSON in UTF-8: one object a line, or with `stripOuterArray` one list of objects.
 *
 * Fields are found by name, in any case of letters; the first rows (a megabyte) say how the file writes it. A field that a
 * row does not have, and `null`, is NULL. Numbers keep every digit, and may also be strings. A `json()` column stores the
 * value as it is; within it, numbers are those of the engine's JSON, on DuckDB doubles.
 */
export interface JsonFormat {
  /** JSON; other formats are `csv` and `parquet`. */
  readonly type: 'json'
  /** Whether the file is one list, whose elements are the rows. Default: `false`. */
  readonly stripOuterArray?: boolean
}

/**
 * Parquet. Columns are found by name, in any case of letters. A value goes into a column of another type where nothing of
 * it is lost: `3.5` as a double into `decimal(2, 1)`, `3.55` not. Structs, lists and maps go into `json()` columns.
 */
export interface ParquetFormat {
  /** Parquet; other formats are `csv` and `json`. */
  readonly type: 'parquet'
  /** Whether columns of bytes without a logical type in the file hold text. Default: `false`. */
  readonly binaryAsText?: boolean
}

/** How a {@link fileFormat}'s files are written. */
export type FormatOptions = CsvFormat | JsonFormat | ParquetFormat

const CSV: OptionNames<CsvFormat> = {
  type: true,
  fieldDelimiter: true,
  fieldOptionallyEnclosedBy: true,
  skipHeader: true,
  nullIf: true,
}
const JSON_LINES: OptionNames<JsonFormat> = { type: true, stripOuterArray: true }
const PARQUET: OptionNames<ParquetFormat> = { type: true, binaryAsText: true }
const OPTIONS: { readonly [T in FormatOptions['type']]: OptionNames<any> } = {
  csv: CSV,
  json: JSON_LINES,
  parquet: PARQUET,
}

/** What is wrong with the options of a file format: reported with those of the sources that use it. */
export function checkFileFormat(name: string, options: unknown): readonly Diagnostic[] {
  const where = ` of file format "${name}"`
  if (!isPlainObject(options)) return checkOptionNames(options ?? null, CSV, where)
  const type = String(options['type'])
  if (!Object.hasOwn(OPTIONS, type)) return checkChoice('type', options['type'] ?? null, Object.keys(OPTIONS))
  return [
    ...checkOptionNames(options, OPTIONS[type as FormatOptions['type']], where),
    ...checkNullIf(options['nullIf'], where),
    ...checkHeader(options['skipHeader'], where),
    ...['stripOuterArray', 'binaryAsText'].flatMap((option) => checkYesNo(option, options[option], where)),
  ]
}

function checkHeader(lines: unknown, where: string): readonly Diagnostic[] {
  if (lines === undefined || lines === 0 || lines === 1) return []
  return [
    invalid(
      `the option "skipHeader"${where} is ${typeof lines === 'number' ? lines : kindOf(lines)}, not 0 or 1`,
      'Give 1 for a line with names, 0 for none.',
      'skipHeader',
    ),
  ]
}

function checkYesNo(option: string, value: unknown, where: string): readonly Diagnostic[] {
  if (value === undefined || typeof value === 'boolean') return []
  return [
    invalid(`the option "${option}"${where} is ${kindOf(value)}, not true or false`, 'Give true or false.', option),
  ]
}

function checkNullIf(strings: unknown, where: string): readonly Diagnostic[] {
  if (strings === undefined || (Array.isArray(strings) && strings.every((one) => typeof one === 'string'))) return []
  return [
    invalid(
      `the option "nullIf"${where} is ${kindOf(strings)}, not a list of strings`,
      "Give a list: nullIf: ['NULL'].",
      'nullIf',
    ),
  ]
}
