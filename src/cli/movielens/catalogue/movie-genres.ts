import { below, pickWeighted, type Random } from '../random/random.js'

/** MovieLens' genres: how common each is, and how many thousandths of a star its movies rate above the others. */
const GENRES: readonly (readonly [name: string, weight: number, bonus: number])[] = [
  ['Action', 65, -60],
  ['Adventure', 43, 0],
  ['Animation', 19, 120],
  ['Children', 21, -60],
  ['Comedy', 153, -50],
  ['Crime', 54, 120],
  ['Documentary', 45, 300],
  ['Drama', 244, 150],
  ['Fantasy', 26, 0],
  ['Film-Noir', 6, 400],
  ['Horror', 48, -300],
  ['IMAX', 4, 100],
  ['Musical', 19, 60],
  ['Mystery', 28, 120],
  ['Romance', 76, 20],
  ['Sci-Fi', 32, -40],
  ['Thriller', 77, 0],
  ['War', 22, 280],
  ['Western', 12, 80],
]
const GENRE_WEIGHTS = GENRES.map(([, weight]) => weight)
const COUNT_WEIGHTS = [38, 32, 19, 8, 3]

const NO_GENRES = '(no genres listed)'

export interface MovieGenres {
  /** The genres in alphabetical order, joined with `|`. */
  readonly text: string
  readonly bonus: number
}

/** One to five genres; none at all for every 111th movie. */
export function movieGenres(random: Random, index: number): MovieGenres {
  if (index % 111 === 7) return { text: NO_GENRES, bonus: -100 + below(random, 200) }
  const chosen = new Set<number>()
  const count = 1 + pickWeighted(random, COUNT_WEIGHTS)
  while (chosen.size < count) chosen.add(pickWeighted(random, GENRE_WEIGHTS))
  const genres = [...chosen].sort((a, b) => a - b).map((genre) => GENRES[genre]!)
  return {
    text: genres.map(([name]) => name).join('|'),
    bonus: Math.trunc(genres.reduce((sum, [, , bonus]) => sum + bonus, 0) / count),
  }
}
