import { suggestName } from './suggest-name.js'

/**
 * The hint for a name that is not among those that there are: the nearest one, else all of them.
 *
 * @param introduction Text before the list, as in `Its columns are`.
 */
export function didYouMean(name: string, candidates: readonly string[], introduction: string): string {
  const nearest = suggestName(name, candidates)
  if (nearest !== undefined) return `Did you mean "${nearest}"?`
  return `${introduction} ${candidates.join(', ')}.`
}
