/**
 * Where a quoted piece of SQL ends whose quotes are doubled inside of it.
 *
 * @param at Where its first quote is.
 * @param backslashEscapes Whether a backslash escapes the next character.
 * @returns The position after its last quote; `at` if there is no such quote.
 */
export function quotedEnd(sql: string, at: number, backslashEscapes: boolean): number {
  const quote = sql[at]!
  for (let i = at + 1; i < sql.length; i++) {
    if (backslashEscapes && sql[i] === '\\') i++
    else if (sql[i] === quote) {
      if (sql[i + 1] !== quote) return i + 1
      i++
    }
  }
  return at
}
