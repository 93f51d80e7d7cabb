import { below, pick, type Random } from '../random/random.js'
import { KNOWN_TAGS } from './genome-tags.js'
import { ADJECTIVES, NAMES, NOUNS, PLACES, SURNAMES } from './title-words.js'

/** `count` different tags as users type them, the most used first: the known ones, the genome's, then names, places and phrases. */
export function tagVocabulary(count: number, genomeTags: readonly string[], random: Random): readonly string[] {
  const tags = new Set([...KNOWN_TAGS, ...shuffled(genomeTags, random)])
  while (tags.size < count) tags.add(PHRASES[below(random, PHRASES.length)]!(random))
  return [...tags]
}

const PHRASES: readonly ((random: Random) => string)[] = [
  (r) => `${pick(r, NAMES)} ${pick(r, SURNAMES)}`,
  (r) => `${pick(r, ADJECTIVES)} ${pick(r, NOUNS)}`.toLowerCase(),
  (r) => `set in ${pick(r, PLACES)}, ${1920 + below(r, 96)}`,
  (r) => `${pick(r, NOUNS)} and ${pick(r, NOUNS)}`.toLowerCase(),
  (r) => `${pick(r, ADJECTIVES).toLowerCase()} ${pick(r, NOUNS).toLowerCase()} in ${pick(r, PLACES)}`,
  (r) => `"${pick(r, NOUNS)}" by ${pick(r, SURNAMES)}`,
  (r) => `${pick(r, NAMES)}'s ${pick(r, ADJECTIVES).toLowerCase()} ${pick(r, NOUNS).toLowerCase()}`,
]

/** The same tag as another user would type it; `lower(trim(…))` makes all spellings one. */
export function respelled(tag: string, random: Random): string {
  const chance = below(random, 100)
  if (chance < 72) return tag
  if (chance < 90) return tag.charAt(0).toUpperCase() + tag.slice(1)
  if (chance < 95) return tag.toUpperCase()
  return chance < 98 ? `${tag} ` : ` ${tag}`
}

function shuffled(tags: readonly string[], random: Random): readonly string[] {
  const order = [...tags]
  for (let last = order.length - 1; last > 0; last--) {
    const other = below(random, last + 1)
    const moved = order[last]!
    order[last] = order[other]!
    order[other] = moved
  }
  return order
}
