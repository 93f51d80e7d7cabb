import { below, pick, type Random } from '../random/random.js'
import { ADJECTIVES, NOUNS, SURNAMES } from './title-words.js'

/** Popular tags, the most used first; among them some that a careless loader would break. */
export const KNOWN_TAGS: readonly string[] = [
  'sci-fi|atmospheric|action|based on a book|surreal|twist ending|Oscar (Best Picture)',
  'good, clean fun|café|日本|"so bad it\'s good"|Film Noir|007|1950s|1990s|80s nostalgia',
  'based on a true story|black comedy|boxing, wrestling|classic|comédie|cult film|dark comedy',
  'dystopia|great ending|Japan|Pixar-like|psychology|quirky|road trip|space|thought-provoking',
  'time travel|violence|visually appealing|world war ii|zombies|ночь',
].flatMap((line) => line.split('|'))

/** `count` tags, no two equal when lowered, in the order of their characters' codes. */
export function genomeTags(count: number, random: Random): readonly string[] {
  const tags = new Map(KNOWN_TAGS.map((tag) => [tag.toLowerCase(), tag]))
  while (tags.size < count) {
    const tag = below(random, 8) === 0 ? pick(random, SURNAMES) : `${pick(random, ADJECTIVES)} ${pick(random, NOUNS)}`
    const cased = below(random, 5) === 0 ? tag : tag.toLowerCase()
    if (!tags.has(tag.toLowerCase())) tags.set(tag.toLowerCase(), cased)
  }
  return [...tags.values()].slice(0, count).sort((a, b) => (a < b ? -1 : 1))
}
