import type { MovieCatalogue } from '../catalogue/movie-catalogue.js'
import type { CsvFileWriter } from './csv-file.js'
import type { FileLayout } from './file-layout.js'

/** Writes one row for each movie. */
export async function writeMovies(file: CsvFileWriter, layout: FileLayout, movies: MovieCatalogue): Promise<void> {
  for (let movie = 0; movie < movies.ids.length; movie++) {
    file.addRow(`${movies.ids[movie]},${layout.text(movies.titles[movie]!)},${layout.text(movies.genres[movie]!)}`)
    if (file.isDue) await file.flush()
  }
}
