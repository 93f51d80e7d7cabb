import textWidth from 'string-width'
import { counted } from '../../core/errors/wording.js'

/** Columns of a line before its result, as dbt writes it. */
const WIDTH = 80

/** A line of dbt's log about one node: ` 1 of 3 OK created sql view model main.customers ..... [OK in 0.95s]`. */
export function dbtLine(
  { index, total }: { readonly index: number; readonly total: number },
  what: string,
  result: string,
): string {
  const title = `${index} of ${total} ${what} `
  return `${title}${'.'.repeat(Math.max(0, WIDTH - textWidth(title)))} [${result}]`
}

/** Numbers and words as dbt writes them: `1 view model, 3 data tests`. */
export function dbtCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, count]) => counted(count, word))
    .join(', ')
}

/** Counts words. */
export function countWords(words: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
