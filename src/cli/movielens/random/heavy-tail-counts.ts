import type { Random } from './random.js'

export interface HeavyTail {
  readonly people: number
  /** What all counts add up to, exactly. */
  readonly total: number
  readonly least: number
  readonly most: number
}

/**
 * Shares `total` among people as activity on the web is shared: most have few, some have very many (a Lomax
 * distribution with α = 2, cut at `most`). Only `sqrt` and division are used, which are exact to the last bit.
 */
export function heavyTailCounts(random: Random, { people, total, least, most }: HeavyTail): Uint32Array {
  const mean = total / people - least
  const room = most - least
  // The mean of min(room, Lomax) is scale · room / (scale + room); solved for the scale.
  const scale = (mean * room) / (room - mean)
  const counts = new Uint32Array(people)
  let drawn = 0
  for (let person = 0; person < people; person++) {
    const extra = Math.floor(scale * (1 / Math.sqrt((random() + 1) / 0x1_0000_0000) - 1))
    counts[person] = Math.min(room, extra)
    drawn += counts[person]!
  }

  const wanted = total - people * least
  let sum = 0
  for (let person = 0; person < people; person++) {
    counts[person] = Math.min(room, Math.floor((counts[person]! * wanted) / drawn))
    sum += counts[person]!
  }
  // The rest goes to those who have some already, so that many stay at `least`.
  for (let person = 0; sum < wanted; person = (person + 1) % people) {
    if (counts[person] === 0 || counts[person] === room) continue
    counts[person]!++
    sum++
  }
  return counts.map((extra) => least + extra)
}
