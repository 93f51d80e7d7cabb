import { distance } from 'fastest-levenshtein'

/**
 * The candidate that a mistyped name most likely means, or `undefined` when none is near: at most a third of the
 * letters may differ. Case counts for nothing; of equally near ones the first by the alphabet is taken.
 */
export function suggestName(name: string, candidates: Iterable<string>): string | undefined {
  const typed = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.min(Math.ceil(name.length / 3), name.length - 1) + 1
  for (const candidate of candidates) {
    // The difference in length is a lower bound, and spares most comparisons.
    if (Math.abs(candidate.length - name.length) > bestDistance) continue
    const apart = distance(typed, candidate.toLowerCase())
    if (apart < bestDistance || (apart === bestDistance && best !== undefined && candidate < best)) {
      best = candidate
      bestDistance = apart
    }
  }
  return best
}
