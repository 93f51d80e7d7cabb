import type { FileFormat } from '../file-format.js'
import type { Source } from '../source.js'
import type { Stage } from '../stage.js'
import { isBranded } from './brand.js'
import { invalid, type Mistake, mistakesOf } from './mistake.js'
import { isPlainObject, kindOf, type OptionNames, objectOrEmpty, optionMistakes } from './option-mistakes.js'

/** Which files go into a table, and how: options of {@link copyInto}. */
export interface CopyIntoOptions<Row> {
  /** Names of the file, without folder, in order of preference, as in `load` of a source. */
  readonly files: readonly string[]
  readonly stage?: Stage | undefined
  readonly fileFormat?: FileFormat | undefined
  /** What the fields of the file are called, for columns that are called otherwise: `{ movieId: 'movie_id' }`. */
  readonly columns?: { readonly [K in keyof Row & string]?: string }
}

const OPTIONS: OptionNames<CopyIntoOptions<any>> = { files: true, stage: true, fileFormat: true, columns: true }

const HINT = "Give a table of a source and its files: copyInto(raw.raw_movies, { files: ['movies.csv'] })."

/** What is wrong with a `copyInto`, also when no tsc has looked at it. */
export function copyIntoMistakes(into: unknown, options: unknown): readonly Mistake[] {
  return [
    ...intoMistakes(into),
    ...(options === undefined ? [invalid('copyInto(…) was not told which files', HINT)] : []),
    ...optionMistakes(options, OPTIONS),
    ...(isPlainObject(options) ? filesMistakes(options['files']) : []),
    ...formatMistakes(objectOrEmpty(options as object)),
  ]
}

function intoMistakes(into: unknown): readonly Mistake[] {
  if (!isBranded(into) || into.kind !== 'source')
    return [invalid(`copyInto(…) fills ${isBranded(into) ? `a ${into.kind}` : kindOf(into)}, not a source`, HINT)]
  const { exact, name } = into as unknown as Source<unknown>
  if (!exact) return []
  return [
    invalid(
      `kerros load makes tables whose names fold, and the source "${name}" is exact`,
      'Take "exact" away from the source, or let the loader that made the table fill it.',
    ),
  ]
}

function filesMistakes(files: unknown): readonly Mistake[] {
  if (Array.isArray(files) && files.length > 0 && files.every((file) => typeof file === 'string')) return []
  return [invalid('the option "files" is not a list of names', HINT)]
}

function formatMistakes(options: { readonly fileFormat?: unknown }): readonly Mistake[] {
  const { fileFormat } = options
  return isPlainObject(fileFormat) ? mistakesOf(fileFormat) : []
}
