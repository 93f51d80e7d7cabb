import { type MovieCatalogue, popularMovie } from '../catalogue/movie-catalogue.js'
import type { MovieLensSet } from '../catalogue/movielens-set.js'
import { respelled, tagVocabulary } from '../catalogue/tag-vocabulary.js'
import { heavyTailCounts } from '../random/heavy-tail-counts.js'
import { below, type Random, randomStream } from '../random/random.js'
import { startSecond } from '../random/user-clock.js'
import { zipfRank } from '../random/zipf-rank.js'
import type { CsvFileWriter } from './csv-file.js'
import type { FileLayout } from './file-layout.js'
import { writeInteger } from './write-digits.js'

/** Tagging began on this day. */
const FIRST_TAG = Date.UTC(2005, 11, 24) / 1000
const LONGEST_PAUSE = 31
const MOST = 12_000
const FLATNESS = 120

interface Tagging {
  readonly movie: number
  readonly tag: string
  readonly second: number
}

/** Writes the tags in the order of users and movies. No user gives a movie the same text twice. */
export async function writeTags(
  file: CsvFileWriter,
  layout: FileLayout,
  { shape, movies, genomeTags, seed }: MovieLensSet,
): Promise<void> {
  const random = randomStream(seed, 'tags')
  const vocabulary = tagVocabulary(Math.max(1_500, Math.round(shape.tags * 0.07)), genomeTags, random)
  const typed = (): string => respelled(vocabulary[zipfRank(random, vocabulary.length, FLATNESS)]!, random)
  const counts = heavyTailCounts(random, { people: shape.taggers, total: shape.tags, least: 1, most: MOST })

  let tagger = 0
  for (let user = 1; user <= shape.users && tagger < counts.length; user++) {
    // Draws the remaining taggers from the remaining users: each user is equally likely.
    if (below(random, shape.users - user + 1) >= counts.length - tagger) continue
    for (const { movie, tag, second } of taggings(counts[tagger++]!, movies, typed, random)) {
      const { buffer } = file
      let at = writeInteger(buffer, file.at, user)
      at += buffer.write(`,${movies.ids[movie]!},${layout.text(tag)},`, at, 'utf8')
      file.at = layout.writeTimestamp(buffer, at, second)
      file.endRow()
      if (file.isDue) await file.flush()
    }
  }
}

function taggings(count: number, movies: MovieCatalogue, typed: () => string, random: Random): readonly Tagging[] {
  const made: Tagging[] = []
  const seen = new Set<string>()
  let second = startSecond(random, FIRST_TAG, count * LONGEST_PAUSE)
  while (made.length < count) {
    const movie = popularMovie(movies, random)
    const several = 1 + below(random, 5)
    for (let index = 0; index < several && made.length < count; index++) {
      const first = typed()
      // Now and then, a user gives a movie one tag in two spellings: two loaded rows, one distinct tag.
      for (const tag of below(random, 40) === 0 ? [first, first.toUpperCase()] : [first]) {
        const key = `${movie} ${tag}`
        if (made.length === count || seen.has(key)) continue
        seen.add(key)
        made.push({ movie, tag, second })
        second += 1 + below(random, LONGEST_PAUSE)
      }
    }
  }
  return made.sort((a, b) => a.movie - b.movie)
}
