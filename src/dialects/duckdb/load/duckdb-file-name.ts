import { quoteText } from '../text/duckdb-identifier.js'

/**
 * A file's path in SQL, for functions such as `read_csv`, which take it for a pattern: its `*`, `?` and `[` stand for
 * themselves.
 *
 * @see https://duckdb.org/docs/stable/sql/functions/pattern_matching#globbing
 */
export function fileNameSql(path: string): string {
  return quoteText(path.replace(/[*?[]/g, '[$&]'))
}
