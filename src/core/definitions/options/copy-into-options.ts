import type { Diagnostic } from '../../errors/index.js'
import type { FileFormat } from '../file-format.js'
import type { Source } from '../source.js'
import type { Stage } from '../stage.js'
import { isBranded } from './brand.js'
import { diagnosticsOf, invalid } from './values/definition-diagnostics.js'
import { checkOptionNames, isPlainObject, kindOf, type OptionNames, objectOrEmpty } from './values/option-checks.js'

/** Which files go into a table, and how: options of {@link copyInto}. */
export interface CopyIntoOptions<Row> {
  /** Names of the file, without folder, in order of preference, as in `load` of a source. */
  readonly files: readonly string[]
  /** Where the file is put for an engine in the cloud. Default: the source's stage, else one for the load alone. */
  readonly stage?: Stage | undefined
  /** How the file is written. Default: the source's format, else CSV with commas. */
  readonly fileFormat?: FileFormat | undefined
  /** What the fields of the file are called, for columns that are called otherwise: `{ movieId: 'movie_id' }`. */
  readonly columns?: { readonly [K in keyof Row & string]?: string }
}

const OPTIONS: OptionNames<CopyIntoOptions<any>> = { files: true, stage: true, fileFormat: true, columns: true }

const HINT = "Give a table of a source and its files: copyInto(raw.raw_movies, { files: ['movies.csv'] })."

/** What is wrong with a `copyInto`, also when no tsc has looked at it. */
export function checkCopyInto(into: unknown, options: unknown): readonly Diagnostic[] {
  return [
    ...checkInto(into),
    ...(options === undefined ? [invalid('copyInto(…) has no options, so no files', HINT)] : []),
    ...checkOptionNames(options, OPTIONS),
    ...(isPlainObject(options) ? checkFiles(options['files']) : []),
    ...checkFormat(objectOrEmpty(options as object)),
  ]
}

function checkInto(into: unknown): readonly Diagnostic[] {
  if (!isBranded(into) || into.kind !== 'source')
    return [invalid(`copyInto(…) fills ${isBranded(into) ? `a ${into.kind}` : kindOf(into)}, not a source`, HINT)]
  const { exact, name } = into as unknown as Source<unknown>
  if (!exact) return []
  return [
    invalid(
      `kerros load creates tables whose names fold, and the source "${name}" is exact`,
      'Take "exact" away from the source, or let the loader that made the table fill it.',
    ),
  ]
}

function checkFiles(files: unknown): readonly Diagnostic[] {
  if (Array.isArray(files) && files.length > 0 && files.every((file) => typeof file === 'string')) return []
  return [invalid('the option "files" is not a list of names', HINT, 'files')]
}

function checkFormat(options: { readonly fileFormat?: unknown }): readonly Diagnostic[] {
  const { fileFormat } = options
  return isPlainObject(fileFormat) ? diagnosticsOf(fileFormat) : []
}
