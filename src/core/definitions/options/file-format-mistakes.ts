import type { CsvFormat, FormatOptions, JsonFormat, ParquetFormat } from '../file-format.js'
import { invalid, type Mistake } from './mistake.js'
import { choiceMistakes, isPlainObject, kindOf, type OptionNames, optionMistakes } from './option-mistakes.js'

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

/** What is wrong with the options of a file format: told with those of the sources that use it. */
export function fileFormatMistakes(name: string, options: unknown): readonly Mistake[] {
  const where = ` of file format "${name}"`
  if (!isPlainObject(options)) return optionMistakes(options ?? null, CSV, where)
  const type = String(options['type'])
  if (!Object.hasOwn(OPTIONS, type)) return choiceMistakes('type', options['type'] ?? null, Object.keys(OPTIONS))
  return [
    ...optionMistakes(options, OPTIONS[type as FormatOptions['type']], where),
    ...textMistakes(options['nullIf'], where),
    ...headerMistakes(options['skipHeader'], where),
    ...['stripOuterArray', 'binaryAsText'].flatMap((option) => yesNoMistakes(option, options[option], where)),
  ]
}

function headerMistakes(lines: unknown, where: string): readonly Mistake[] {
  if (lines === undefined || lines === 0 || lines === 1) return []
  return [
    invalid(
      `the option "skipHeader"${where} is ${typeof lines === 'number' ? lines : kindOf(lines)}, not 0 or 1`,
      'Give 1 for a line with names, 0 for none.',
    ),
  ]
}

function yesNoMistakes(option: string, value: unknown, where: string): readonly Mistake[] {
  if (value === undefined || typeof value === 'boolean') return []
  return [invalid(`the option "${option}"${where} is ${kindOf(value)}, not true or false`, 'Give true or false.')]
}

function textMistakes(texts: unknown, where: string): readonly Mistake[] {
  if (texts === undefined || (Array.isArray(texts) && texts.every((text) => typeof text === 'string'))) return []
  return [
    invalid(`the option "nullIf"${where} is ${kindOf(texts)}, not a list of texts`, "Give a list: nullIf: ['NULL']."),
  ]
}
