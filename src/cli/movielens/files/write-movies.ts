import type { MovieLensSet } from '../catalogue/movielens-set.js'
import type { CsvFileWriter } from './csv-file.js'
import type { FileLayout } from './file-layout.js'

/** Writes one row for each movie. */
export async function writeMovies(file: CsvFileWriter, layout: FileLayout, { movies }: MovieLensSet): Promise<void> {
  for (let movie = 0; movie < movies.ids.length; movie++) {
    file.addRow(`${movies.ids[movie]},${layout.text(movies.titles[movie]!)},${layout.text(movies.genres[movie]!)}`)
    if (file.isDue) await file.flush()
  }
}
