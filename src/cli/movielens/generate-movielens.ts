import { KerrosError } from '../../core/errors/index.js'
import { makeFolder } from '../../util/make-folder.js'
import { movieLensSet } from './catalogue/movielens-set.js'
import { CsvFileWriter } from './files/csv-file.js'
import { LAYOUTS, type LayoutName, type MovieLensTable } from './files/file-layout.js'
import { writeError } from './files/write-error.js'
import { writeGenomeScores, writeGenomeTags } from './files/write-genome.js'
import { writeLinks } from './files/write-links.js'
import { writeMovies } from './files/write-movies.js'
import { writeRatings } from './files/write-ratings.js'
import { writeTags } from './files/write-tags.js'

export interface GenerateMovieLensOptions {
  /** Where the files go; created if it is missing. Files of the same names are replaced. */
  readonly directory: string
  /** Size in proportion to MovieLens 20M's ratings, 0.001 … 1. */
  readonly scale: number
  /** Whose file names and formats are used. Default: `grouplens`. */
  readonly layout?: LayoutName | undefined
  /** An integer of 0 … 2³² − 1; another seed gives other data of the same shape. Default: 20. */
  readonly seed?: number | undefined
  /** Called after each chunk that was written, with the rows of that file so far. */
  readonly onProgress?: ((file: string, rows: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface GeneratedFile {
  readonly name: string
  readonly path: string
  /** Without the header. */
  readonly rows: number
  readonly bytes: number
}

/**
 * Writes six CSV files of MovieLens 20M's shape: sample data for the reference project and for benchmarks.
 *
 * The same scale, layout and seed give the same bytes on every machine, and both layouts hold the same rows. All files
 * are written under temporary names and renamed at the end, so an interrupted or failed run changes no file.
 *
 * @throws KerrosError `E_INVALID_OPTION` for a scale, layout or seed that is not allowed, `E_NOT_PERMITTED` if the
 * directory cannot be written, `E_CANCELLED` if `signal` is aborted.
 */
export async function generateMovieLens(options: GenerateMovieLensOptions): Promise<readonly GeneratedFile[]> {
  const { directory, onProgress, signal } = options
  const set = movieLensSet(options.scale, checkedSeed(options.seed ?? 20))
  const layout = checkedLayout(options.layout ?? 'grouplens')()
  await makeFolder(directory).catch((error: unknown) => {
    throw writeError(directory, error)
  })

  const files: CsvFileWriter[] = []
  const write = async (table: MovieLensTable, rows: (file: CsvFileWriter) => Promise<void> | void): Promise<void> => {
    const file = new CsvFileWriter({ directory, table: layout.files[table], onProgress, signal })
    files.push(file)
    await file.create()
    await rows(file)
    await file.close()
  }
  try {
    await write('movies', (file) => writeMovies(file, layout, set))
    await write('links', (file) => writeLinks(file, layout, set))
    await write('genomeTags', (file) => writeGenomeTags(file, set))
    await write('tags', (file) => writeTags(file, layout, set))
    await write('ratings', (file) => writeRatings(file, layout, set))
    await write('genomeScores', (file) => writeGenomeScores(file, set))
    for (const file of files) await file.publish()
  } catch (error) {
    for (const file of files) await file.discard()
    throw error
  }
  return files.map(({ name, path, rows, bytes }) => ({ name, path, rows, bytes }))
}

function checkedSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff) return seed
  throw new KerrosError('E_INVALID_OPTION', `seed must be an integer from 0 to 4294967295, not ${seed}`, {
    hint: 'Leave the seed out for the usual data.',
  })
}

function checkedLayout(layout: LayoutName): (typeof LAYOUTS)[LayoutName] {
  if (Object.hasOwn(LAYOUTS, layout)) return LAYOUTS[layout]
  throw new KerrosError('E_INVALID_OPTION', `unknown file layout "${layout}"`, {
    hint: `Use one of: ${Object.keys(LAYOUTS).join(', ')}.`,
  })
}
