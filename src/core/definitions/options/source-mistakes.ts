import { didYouMean } from '../../graph/did-you-mean.js'
import type { LoadOptions, SourceOptions } from '../source.js'
import { invalid, type Mistake, mistakesOf } from './mistake.js'
import { isPlainObject, kindOf, type OptionNames, optionMistakes, readable, tagMistakes } from './option-mistakes.js'

const OPTIONS: OptionNames<SourceOptions> = {
  database: true,
  exact: true,
  description: true,
  tables: true,
  load: true,
  stage: true,
  fileFormat: true,
}
const TABLE_OPTIONS: OptionNames<NonNullable<NonNullable<SourceOptions['tables']>[string]>> = {
  description: true,
  tags: true,
}
const LOAD_OPTIONS: OptionNames<LoadOptions> = { files: true, stage: true, fileFormat: true, columns: true }

/** What is wrong with the options of a source: unknown ones, and tables that it does not declare. */
export function sourceOptionMistakes(options: SourceOptions, declared: readonly string[]): readonly Mistake[] {
  return [
    ...optionMistakes(options, OPTIONS),
    ...exactMistakes(options),
    ...formatMistakes(options),
    ...entriesOf(readable(options).tables).flatMap(([table, about]) => [
      ...tableMistakes('tables', table, declared),
      ...optionMistakes(about, TABLE_OPTIONS, ` of table "${table}"`),
      ...tagMistakes(isPlainObject(about) ? about['tags'] : undefined),
    ]),
    ...entriesOf(readable(options).load).flatMap(([table, load]) => [
      ...tableMistakes('load', table, declared),
      ...optionMistakes(load, LOAD_OPTIONS, ` in "load" of table "${table}"`),
      ...fileMistakes(table, load),
    ]),
  ]
}

function exactMistakes(options: unknown): readonly Mistake[] {
  if (!isPlainObject(options) || options['exact'] === undefined || options['exact'] === false) return []
  if (options['exact'] !== true)
    return [invalid(`the option "exact" is ${kindOf(options['exact'])}, not true or false`, 'Write: exact: true.')]
  if (options['load'] === undefined) return []
  return [
    invalid(
      'the options "exact" and "load" exclude each other: kerros load makes tables whose names fold',
      'Take "exact" away, or let the loader that made the tables fill them.',
    ),
  ]
}

/** A file format is no definition that is exported: its mistakes are those of the source. */
function formatMistakes(options: SourceOptions): readonly Mistake[] {
  const formats = [options, ...entriesOf(readable(options).load).map(([, load]) => load)].map((has) =>
    isPlainObject(has) ? has['fileFormat'] : undefined,
  )
  return [...new Set(formats)].filter(isPlainObject).flatMap(mistakesOf)
}

function tableMistakes(option: string, table: string, declared: readonly string[]): readonly Mistake[] {
  if (declared.includes(table)) return []
  return [
    invalid(
      `the option "${option}" names the table "${table}", which the source does not declare`,
      didYouMean(table, declared, 'Its tables are'),
    ),
  ]
}

function fileMistakes(table: string, load: unknown): readonly Mistake[] {
  const files = isPlainObject(load) ? load['files'] : undefined
  if (!isPlainObject(load) || (Array.isArray(files) && files.length > 0)) return []
  return [
    invalid(
      `the files of table "${table}" are not a list`,
      `Name them in a list: ${table}: { files: ['${table}.csv'] }.`,
    ),
  ]
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isPlainObject(value) ? Object.entries(value) : []
}
