import type { MovieLensSet } from '../catalogue/movielens-set.js'
import { type Random, randomStream } from '../random/random.js'
import { quotedField } from './csv-field.js'
import type { CsvFileWriter } from './csv-file.js'
import { writeInteger } from './write-digits.js'

const COMMA = 44
const POINT = 46
const ZERO = 48

/** Writes the genome's tags, numbered from 1. */
export function writeGenomeTags(file: CsvFileWriter, { genomeTags }: MovieLensSet): void {
  genomeTags.forEach((tag, index) => {
    file.addRow(`${index + 1},${quotedField(tag)}`)
  })
}

/** Writes the relevance of every tag to each of the most popular movies, in the order of movies and tags. */
export async function writeGenomeScores(file: CsvFileWriter, { shape, movies, seed }: MovieLensSet): Promise<void> {
  const random = randomStream(seed, 'genome scores')
  const { buffer, endsWithCrlf } = file
  const chosen = movies.byPopularity.slice(0, shape.genomeMovies).sort((a, b) => a - b)
  for (const movie of chosen) {
    let at = file.at
    for (let tag = 1; tag <= shape.genomeTags; tag++) {
      at = writeInteger(buffer, at, movies.ids[movie]!)
      buffer[at++] = COMMA
      at = writeInteger(buffer, at, tag)
      buffer[at++] = COMMA
      at = writeRelevance(buffer, at, relevanceOf(random))
      if (endsWithCrlf) buffer[at++] = 13
      buffer[at++] = 10
    }
    file.at = at
    file.rows += shape.genomeTags
    if (file.isDue) await file.flush()
  }
}

/** A relevance in steps of 1/4000, 1 … 3999: small for most, one in 30 from the upper half. */
function relevanceOf(random: Random): number {
  const bits = random()
  const a = bits & 63
  const b = (bits >>> 6) & 63
  const c = (bits >>> 12) & 511
  if (bits >>> 27 === 0) return 2_000 + ((c * (a + 60)) >> 5) + (b & 15)
  return 20 + ((a * b * c) >> 10) + (c >> 2)
}

/** Writes a number of 4000ths as a decimal fraction without trailing zeros. */
function writeRelevance(buffer: Uint8Array, at: number, steps: number): number {
  let digits = steps * 25
  let last = at + 6
  buffer[at] = ZERO
  buffer[at + 1] = POINT
  for (let place = last; place > at + 1; place--) {
    const quotient = (digits / 10) | 0
    buffer[place] = ZERO + digits - quotient * 10
    digits = quotient
  }
  while (buffer[last] === ZERO) last--
  return last + 1
}
