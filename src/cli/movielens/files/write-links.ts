import type { MovieLensSet } from '../catalogue/movielens-set.js'
import { below, type Random, randomStream } from '../random/random.js'
import type { CsvFileWriter } from './csv-file.js'
import type { FileLayout } from './file-layout.js'

/** Writes one row for each movie: a seven-digit string and a number, both unique; every 108th movie has no number. */
export async function writeLinks(
  file: CsvFileWriter,
  layout: FileLayout,
  { movies, seed }: MovieLensSet,
): Promise<void> {
  const imdbId = distinct(randomStream(seed, 'imdb ids'), 4_500_000)
  const tmdbId = distinct(randomStream(seed, 'tmdb ids'), 420_000)
  for (let movie = 0; movie < movies.ids.length; movie++) {
    const imdb = layout.text(String(imdbId()).padStart(7, '0'))
    // Not in quotes in any layout: an empty field without quotes is NULL.
    file.addRow(`${movies.ids[movie]},${imdb},${movie % 108 === 11 ? '' : tmdbId()}`)
    if (file.isDue) await file.flush()
  }
}

function distinct(random: Random, bound: number): () => number {
  const seen = new Set<number>()
  return () => {
    let id = 1 + below(random, bound)
    while (seen.has(id)) id = 1 + below(random, bound)
    seen.add(id)
    return id
  }
}
