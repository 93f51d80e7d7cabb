import { editDistance } from './edit-distance.js'

/**
 * The candidate that a mistyped name most likely means, or `undefined` when none is near: at most a third of the
 * letters may differ, or else a candidate begins with the name. Case is ignored; of equally near ones the alphabetically
 * first wins.
 */
export function suggestName(name: string, names: Iterable<string>): string | undefined {
  const candidates = [...names]
  const typed = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.min(Math.ceil(name.length / 3), name.length - 1) + 1
  for (const candidate of candidates) {
    // The difference in length is a lower bound, and spares most comparisons.
    if (Math.abs(candidate.length - name.length) > bestDistance) continue
    const apart = editDistance(typed, candidate.toLowerCase())
    if (apart < bestDistance || (apart === bestDistance && best !== undefined && candidate < best)) {
      best = candidate
      bestDistance = apart
    }
  }
  return best ?? shortestBeginning(typed, candidates)
}

/** The shortest candidate that begins with what was typed: `top_20_movies` for `top_20`. One or two letters are not enough. */
function shortestBeginning(typed: string, candidates: readonly string[]): string | undefined {
  if (typed.length < 3) return undefined
  const [shortest] = candidates
    .filter((candidate) => candidate.toLowerCase().startsWith(typed))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  return shortest
}
