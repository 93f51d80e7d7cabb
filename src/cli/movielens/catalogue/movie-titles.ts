import { below, pick, pickWeighted, type Random } from '../random/random.js'
import { ADJECTIVES, FOREIGN_TITLES, NAMES, NOUNS, PLACES, SURNAMES } from './title-words.js'

type Pattern = readonly [weight: number, make: (random: Random) => string]

/** Articles come last, as in MovieLens, so that many titles have a comma and need quotes in CSV. */
const PATTERNS: readonly Pattern[] = [
  [30, (r) => `${pick(r, ADJECTIVES)} ${pick(r, NOUNS)}`],
  [14, (r) => `${pick(r, ADJECTIVES)} ${pick(r, NOUNS)}, The`],
  [14, (r) => `${pick(r, NOUNS)} of ${pick(r, PLACES)}, The`],
  [10, (r) => `${pick(r, NAMES)}'s ${pick(r, NOUNS)}`],
  [8, (r) => `${pick(r, NAMES)} ${pick(r, SURNAMES)}`],
  [6, (r) => `${pick(r, NAMES)} and the ${pick(r, ADJECTIVES)} ${pick(r, NOUNS)}`],
  [5, (r) => `${pick(r, ADJECTIVES)} ${pick(r, NOUNS)} ${pick(r, ['II', 'III', '2', '3: The Return'])}`],
  [4, (r) => `${pick(r, NOUNS)}, The (${pick(r, FOREIGN_TITLES)})`],
  [3, (r) => `${pick(r, ADJECTIVES)} ${pick(r, NOUNS)}, A (${pick(r, FOREIGN_TITLES)})`],
  [2, (r) => `${pick(r, NOUNS)} & ${pick(r, NOUNS)} (a.k.a. ${pick(r, NOUNS)}, ${pick(r, NAMES)} and I)`],
  [1, (r) => `"${pick(r, ADJECTIVES)} ${pick(r, NOUNS)}" ${pick(r, NAMES)}`],
  [1, (r) => `${pick(r, NAMES)} "The ${pick(r, NOUNS)}" ${pick(r, SURNAMES)}, Live in ${pick(r, PLACES)}`],
  [1, (r) => pick(r, FOREIGN_TITLES)],
]
const WEIGHTS = PATTERNS.map(([weight]) => weight)

/**
 * Returns a generator of titles, no two of which are equal: most end in `(yyyy)`, every 397th has no year, every 811th is a
 * series that still runs (`(2007-)`), and every 613th has a space at its end, as some of MovieLens' do.
 */
export function movieTitles(random: Random): (index: number, year: number) => string {
  const seen = new Set<string>()
  return (index, year) => {
    for (;;) {
      const name = PATTERNS[pickWeighted(random, WEIGHTS)]![1](random)
      const part = below(random, 60) === 0 ? ` Part ${2 + below(random, 4)}` : ''
      const title = `${name}${part}${ending(index, year)}`
      if (seen.has(title)) continue
      seen.add(title)
      return title
    }
  }
}

function ending(index: number, year: number): string {
  if (index % 397 === 5) return ''
  if (index % 811 === 17) return ` (${year}-)`
  return index % 613 === 29 ? ` (${year}) ` : ` (${year})`
}
