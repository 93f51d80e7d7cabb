import type { CsvFormat, FormatOptions, JsonFormat, ParquetFormat } from './file-format.js'
import { invalid, type Mistake } from './mistake.js'
import { choiceMistakes, isPlainObject, kindOf, type OptionNames, optionMistakes } from './option-mistakes.js'

const CSV: OptionNames<CsvFormat> = { type: true, fieldDelimiter: true, nullIf: true }
const JSON_LINES: OptionNames<JsonFormat> = { type: true, stripOuterArray: true }
const PARQUET: OptionNames<ParquetFormat> = { type: true }
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
  ]
}

function textMistakes(texts: unknown, where: string): readonly Mistake[] {
  if (texts === undefined || (Array.isArray(texts) && texts.every((text) => typeof text === 'string'))) return []
  return [
    invalid(`the option "nullIf"${where} is ${kindOf(texts)}, not a list of texts`, "Give a list: nullIf: ['NULL']."),
  ]
}
