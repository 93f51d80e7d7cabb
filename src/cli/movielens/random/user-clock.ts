import { below, pickWeighted, type Random } from './random.js'

const YEAR_STARTS = Array.from({ length: 21 }, (_, index) => Date.UTC(1995 + index, 0, 1) / 1000)
/** When users come to the site, by year from 1995 on: three waves, as the real one had. */
const YEAR_WEIGHTS = [5, 160, 70, 32, 120, 195, 119, 87, 104, 117, 180, 117, 105, 116, 93, 90, 77, 73, 60, 56, 28]

/** The first and last second of all ratings and tags. */
export const FIRST_SECOND: number = Date.UTC(1995, 0, 9, 11, 46, 44) / 1000
export const LAST_SECOND: number = Date.UTC(2015, 2, 31, 6, 40, 2) / 1000

/** The epoch second at which a user starts, so early that `duration` seconds are left until {@link LAST_SECOND}. */
export function startSecond(random: Random, since: number, duration: number): number {
  const latest = LAST_SECOND - duration
  const second = YEAR_STARTS[pickWeighted(random, YEAR_WEIGHTS)]! + below(random, 365 * 86_400)
  return second >= since && second <= latest ? second : since + below(random, latest - since)
}

/** The calendar year (UTC) of an epoch second of 1995 to 2015. */
export function yearOf(epochSecond: number): number {
  let index = 20
  while (YEAR_STARTS[index]! > epochSecond) index--
  return 1995 + index
}
