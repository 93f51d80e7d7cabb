/** Raw SQL without its strings, numbers and the words that can be no column. */
function namesIn(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'/g, ' ').replace(/\b(?:\d[\w.]*|null|true|false|and|or|not|is)\b/gi, ' ')
}

/** Whether the text of a raw fragment has anything that may be the name of a column. */
export function mayNameColumns(fragments: readonly string[]): boolean {
  return /[\p{L}_"`$]/u.test(namesIn(fragments.join(' ? ')))
}
